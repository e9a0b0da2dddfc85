import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "infra", "prometheus");

/** Runs promtool in infra/prometheus; fails where there is none, with what to install. */
function promtool(...words: string[]): Promise<{ readonly code: number; readonly told: string }> {
  return new Promise((resolve, reject) => {
    execFile("promtool", words, { cwd: FOLDER }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") {
        reject(new Error(`promtool does not run (${error.code}); apt-get update && apt-get install -y prometheus`));
      } else resolve({ code: Number(error?.code ?? 0), told: stdout + stderr });
    });
  });
}

const files = (folder: string) =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith(".yml"))
    .map((name) => join(folder, name));

test("Prometheus takes the configuration, with all rules in it", async () => {
  const { code, told } = await promtool("check", "config", "prometheus.yml");
  expect(code, told).toBe(0);
  expect(told).toContain(`${files("rules").length} rule files found`);
});

test("Prometheus takes the rules", async () => {
  const { code, told } = await promtool("check", "rules", ...files("rules"));
  expect(code, told).toBe(0);
});

test.each(files("tests"))("the alerts fire when they should and do not when they should not: %s", async (file) => {
  const { code, told } = await promtool("test", "rules", file);
  expect(code, told).toBe(0);
});

test("an alert that looks at something else is found by its test", async () => {
  const copy = mkdtempSync(join(tmpdir(), "respin-rules-"));
  try {
    cpSync(FOLDER, copy, { recursive: true });
    const file = join(copy, "rules", "alerts.yml");
    writeFileSync(file, readFileSync(file, "utf8").replace('up{job="respin"} == 0', 'up{job="respin"} == 2'));
    const { code, told } = await promtool("test", "rules", join(copy, "tests", "systems.yml"));
    expect(code).toBe(1);
    expect(told).toContain("RespinSystemDown");
  } finally {
    rmSync(copy, { recursive: true });
  }
});
