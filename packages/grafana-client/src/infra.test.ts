import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { allDashboards, dashboardFile } from "./dashboards/all.js";
import { SYSTEMS } from "./dashboards/style.js";
import { selectorsOf } from "./queries/selectors.js";
import { isKnownMetric } from "./testing/index.js";

// No container engine runs here: what can be known without one is compared.

const ROOT = join(import.meta.dirname, "..", "..", "..");
const INFRA = join(ROOT, "infra");
const read = (file: string) => readFileSync(join(INFRA, file), "utf8");
const yaml = <T>(file: string): T => parse(read(file), { merge: true });

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[];
  readonly environment?: Readonly<Record<string, string>> | readonly string[];
}
interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly record?: string;
      readonly alert?: string;
      readonly expr: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
    }[];
  }[];
}

const compose = yaml<{ services: Record<string, Service>; volumes: Record<string, null> }>("compose.yaml");
const services = Object.entries(compose.services);
const targets: { targets: string[]; labels: { system: string; instance: string } }[] = JSON.parse(
  read("prometheus/compose-targets.json"),
);
const prometheus = yaml<{
  rule_files: string[];
  scrape_configs: { honor_labels: boolean; file_sd_configs: { files: string[] }[] }[];
}>("prometheus/prometheus.yml");

/** `A:B:ro` of a service as [A, B]. */
const mountsOf = (service: Service) => (service.volumes ?? []).map((mount) => mount.split(":"));

describe("compose.yaml", () => {
  test("brings up the three systems, the overview, Prometheus and Grafana", () => {
    expect(services.map(([name]) => name).toSorted()).toEqual(
      [...SYSTEMS, "overview", "prometheus", "grafana"].toSorted(),
    );
  });

  test("every folder and file that is mounted is there, and every named volume is declared", () => {
    for (const [name, service] of services) {
      for (const [from] of mountsOf(service)) {
        if (from.startsWith(".")) expect(existsSync(resolve(INFRA, from)), `${name}: ${from}`).toBe(true);
        else expect(Object.keys(compose.volumes), `${name}: ${from}`).toContain(from);
      }
    }
  });

  test("images of others are pinned to a version, our own is built from a file that is there", () => {
    for (const [name, { image }] of services) {
      if (image !== "respin") expect(image, name).toMatch(/^[\w./-]+:v?\d+\.\d+\.\d+$/);
    }
    const build = compose.services["spin"].build;
    expect(existsSync(resolve(INFRA, build?.context ?? "", build?.dockerfile ?? ""))).toBe(true);
    expect(services.filter(([, service]) => service.build !== undefined)).toHaveLength(1);
  });

  test("everything is published on loopback only, each on a port of its own", () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    expect(new Set(ports.map((port) => port.split(":")[1])).size).toBe(ports.length);
  });

  test("what is depended on is there", () => {
    const names = services.map(([name]) => name);
    for (const [, service] of services) for (const other of service.depends_on ?? []) expect(names).toContain(other);
  });

  test("no password and no token stands in it", () => {
    expect(compose.services["grafana"].environment).toMatchObject({
      GF_AUTH_ANONYMOUS_ORG_ROLE: "Viewer",
      GF_SECURITY_ADMIN_PASSWORD: expect.stringMatching(/^\$\{GRAFANA_ADMIN_PASSWORD:\?/),
    });
    for (const system of SYSTEMS) expect(compose.services[system].environment).toEqual(["RESPIN_TOKEN"]);
  });
});

describe("Prometheus", () => {
  test("scrapes each system and the overview by the name and port that its container has", () => {
    expect(targets.map(({ labels }) => labels.system)).toEqual([...SYSTEMS, "overview"]);
    for (const { targets: addresses, labels } of targets) {
      const { command = [], ports = [] } = compose.services[labels.system];
      const port = command[command.indexOf("--port") + 1];
      expect(addresses).toEqual([`${labels.system}:${port}`]);
      expect(ports).toEqual([`${labels.instance}:${port}`]);
      if (labels.system !== "overview") expect(command[command.indexOf("--system") + 1]).toBe(labels.system);
    }
  });

  test("finds the targets and the rules where they are mounted, as it does beside exp up", () => {
    const mounts = mountsOf(compose.services["prometheus"]);
    const config =
      compose.services["prometheus"].command?.find((word) => word.startsWith("--config.file="))?.slice(14) ?? "";
    const [file] = prometheus.scrape_configs[0].file_sd_configs[0].files;
    expect(resolve(dirname(config), file)).toBe(mounts.find(([from]) => from.endsWith("compose-targets.json"))?.[1]);
    expect(dirname(config)).toBe(mounts.find(([from]) => from === "./prometheus")?.[1]);
    // Without containers, the file that exp up writes.
    expect(resolve(INFRA, "prometheus", file)).toBe(join(ROOT, ".respin", "services", "prometheus-targets.json"));
    expect(prometheus.scrape_configs[0].honor_labels).toBe(true);
  });

  const rules = ["recording", "alerts"].flatMap((name) =>
    yaml<Rules>(`prometheus/rules/${name}.yml`).groups.flatMap((group) => group.rules),
  );
  const recorded = new Set(rules.flatMap(({ record }) => record ?? []));

  test.each(rules.map((rule) => [rule.record ?? rule.alert ?? "", rule] as const))(
    "%s asks for metrics that there are",
    (_, rule) => {
      const selectors = selectorsOf(rule.expr);
      expect(selectors).not.toEqual([]);
      for (const { metric } of selectors) expect(recorded.has(metric) || isKnownMetric(metric), metric).toBe(true);
    },
  );

  test.each(rules.filter(({ alert }) => alert !== undefined).map((rule) => [rule.alert ?? "", rule] as const))(
    "%s says what it is, what it means, and where to read what to do",
    (name, rule) => {
      expect(name).toMatch(/^Respin[A-Z]\w+$/);
      expect(rule.labels?.["severity"]).toMatch(/^(?:warning|critical)$/);
      const { summary, description, runbook } = rule.annotations ?? {};
      expect(summary.length * description.length).toBeGreaterThan(0);
      const [, page, anchor] = /(docs\/\S+\.md)#(\w+)$/.exec(runbook) ?? [];
      const headings = [...readFileSync(join(ROOT, page), "utf8").matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
        title.toLowerCase(),
      );
      expect(headings).toContain(anchor);
      expect(anchor).toBe(name.toLowerCase());
    },
  );
});

describe("Grafana", () => {
  interface Source {
    readonly uid: string;
    readonly url: string;
    readonly jsonData: {
      readonly exemplarTraceIdDestinations: readonly { readonly name: string; readonly url: string }[];
    };
  }
  const [source] = yaml<{ datasources: Source[] }>("grafana/provisioning/datasources/prometheus.yaml").datasources;

  test("has the data source that the dashboards name, at Prometheus's container", () => {
    expect(source.url).toBe(`http://prometheus:${compose.services["prometheus"].ports?.[0].split(":")[2]}`);
    for (const dashboard of allDashboards()) expect(JSON.stringify(dashboard)).toContain(`"uid":"${source.uid}"`);
  });

  test("leads from a point of a histogram to its operation", () => {
    expect(source.jsonData.exemplarTraceIdDestinations).toMatchObject([
      { name: "operation_id", url: "http://$${__data.fields.instance}/api/operations/$${__value.raw}" },
    ]);
  });

  test("reads the dashboards that are written, from where they are mounted", () => {
    const { providers } = yaml<{ providers: { options: { path: string } }[] }>(
      "grafana/provisioning/dashboards/respin.yaml",
    );
    const mounts = mountsOf(compose.services["grafana"]);
    const [from] = mounts.find(([, to]) => to === providers[0].options.path) ?? [""];
    for (const dashboard of allDashboards()) {
      const { name, text } = dashboardFile(dashboard);
      expect(readFileSync(resolve(INFRA, from, name), "utf8"), name).toBe(text);
    }
    const { environment } = compose.services["grafana"];
    const home = Object.entries(environment ?? {}).find(([name]) => name.endsWith("HOME_DASHBOARD_PATH"))?.[1] ?? "";
    expect(existsSync(resolve(INFRA, from, home.slice(providers[0].options.path.length + 1)))).toBe(true);
  });
});

describe("Dockerfile", () => {
  const text = read("Dockerfile");

  test("copies what is there, runs as nobody of importance, and is asked for its health", () => {
    const stages = [...text.matchAll(/^FROM \S+ AS (\w+)$/gm)].map(([, name]) => name);
    for (const [, from, source] of text.matchAll(/^COPY (?:--from=(\w+) )?(?:--\w+=\S+ )*(\S+) \S+$/gm)) {
      if (from === undefined) expect(statSync(join(ROOT, source)).isDirectory()).toBe(true);
      else expect(stages).toContain(from);
    }
    const last = text.slice(text.lastIndexOf("FROM "));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK[^]*\/readyz/m);
    expect(last).toContain("--chown=root:root");
    for (const [image] of text.matchAll(/(?<=^FROM )[\w./-]+:\S+/gm)) expect(image).toMatch(/:\d+\.\d+\.\d+-\w+-slim$/);
  });

  test("installs from the lockfile, and leaves keys, tokens and results out", () => {
    expect(text).toContain("--frozen-lockfile");
    expect(existsSync(join(ROOT, "pnpm-lock.yaml"))).toBe(true);
    const ignored = read("Dockerfile.dockerignore").split("\n");
    expect(ignored).toEqual(expect.arrayContaining([".git", ".respin", "**/node_modules", "**/dist"]));
    expect(text).toMatch(/AS shipped\nRUN rm -rf \.respin/);
  });

  test("the programs that the containers run are those of the service package", () => {
    const { exports }: { exports: Record<string, string> } = JSON.parse(
      readFileSync(join(ROOT, "apps/service/package.json"), "utf8"),
    );
    const programs = Object.values(exports).map((file) => `apps/service/${file.replace("./", "")}`);
    for (const [, { image, command = [] }] of services) if (image === "respin") expect(programs).toContain(command[0]);
  });
});
