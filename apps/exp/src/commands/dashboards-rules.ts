import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RespinError } from "@respin/experiment";
import { parse } from "yaml";

/** A rule of Prometheus: what it records, or the alert that it raises. */
export interface Rule {
  readonly name: string;
  readonly kind: "record" | "alert";
  readonly expr: string;
}

/** Where the rules are, from the folder that this file runs in. */
const FOLDER = join(import.meta.dirname, "..", "..", "..", "..", "infra", "prometheus", "rules");

/** Every rule that comes with Respin. Throws RSP_RULES. */
export function readRules(folder = FOLDER): readonly Rule[] {
  let file = folder;
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".yml"))
      .toSorted()
      .flatMap((name) => {
        file = join(folder, name);
        const page: unknown = parse(readFileSync(file, "utf8"));
        return listOf(page, "groups").flatMap((group) => listOf(group, "rules").map(ruleOf));
      });
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    throw new RespinError(
      "RSP_RULES",
      `${file} cannot be read as rules of Prometheus: ${why}; promtool check rules says more`,
    );
  }
}

function ruleOf(rule: unknown): Rule {
  const fields = new Map<string, unknown>(typeof rule === "object" && rule !== null ? Object.entries(rule) : []);
  const [record, alert, expr] = ["record", "alert", "expr"].map((name) => fields.get(name));
  if (typeof expr === "string" && typeof record === "string") return { name: record, kind: "record", expr };
  if (typeof expr === "string" && typeof alert === "string") return { name: alert, kind: "alert", expr };
  throw new Error("a rule has no name or no expression");
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list: unknown =
    typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
  if (!Array.isArray(list)) throw new Error(`there is no list of ${name}`);
  return list;
}
