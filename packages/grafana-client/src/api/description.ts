import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv";

/** What the description says of one endpoint. */
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
}

/** `openapi.json`: the part of Grafana's HTTP API that is used. */
export class Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly #ajv = new Ajv2020({ strict: true, allErrors: false });

  constructor() {
    const text = readFileSync(new URL("../../openapi.json", import.meta.url), "utf8");
    const whole: { paths: Description["paths"] } = JSON.parse(text);
    this.paths = whole.paths;
    this.#ajv.addVocabulary(["openapi", "info", "paths", "components"]);
    this.#ajv.addSchema(whole, "grafana");
  }

  /** What is wrong with the body of an answer; undefined: nothing, or nothing is said of such an answer. */
  wrongAnswer(path: string, method: string, status: number, body: unknown): string | undefined {
    return this.#wrong([path, method, "responses", String(status), "content", "application/json", "schema"], body);
  }

  /** What is wrong with the body of a request; undefined: nothing. */
  wrongRequest(path: string, method: string, body: unknown): string | undefined {
    const stated = this.paths[path]?.[method];
    if (stated?.requestBody === undefined) return body === undefined ? undefined : "takes no body";
    return this.#wrong([path, method, "requestBody", "content", "application/json", "schema"], body);
  }

  #wrong(at: readonly string[], value: unknown): string | undefined {
    const validate = this.#validator(at);
    if (validate === undefined || validate(value) === true) return undefined;
    const [first] = validate.errors ?? [];
    return `${first?.instancePath === "" ? "the whole" : (first?.instancePath ?? "")} ${first?.message ?? "is not as described"}`;
  }

  #validator(at: readonly string[]): ValidateFunction | undefined {
    let node: unknown = this.paths;
    for (const step of at) {
      const next: unknown =
        typeof node === "object" && node !== null ? Object.entries(node).find(([key]) => key === step)?.[1] : undefined;
      if (next === undefined) return undefined;
      node = next;
    }
    const pointer = at.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
    return this.#ajv.getSchema(`grafana#/paths/${pointer}`);
  }
}
