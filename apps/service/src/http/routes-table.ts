import type { FastifyInstance } from "fastify";
import { Refused } from "../refused.js";

/** The routes that were declared, to tell a path that there is not from a method that it does not have. */
export class RoutesTable {
  readonly #routes: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];

  /** Notes every route that is declared from now on. */
  watch(app: FastifyInstance): void {
    app.addHook("onRoute", ({ url, method }) => {
      const words = url.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
      const path = new RegExp(`^${words.replaceAll("*", ".*").replaceAll(/:\w+/g, "[^/]+")}$`);
      this.#routes.push({ path, methods: [method].flat() });
    });
  }

  /** 404 RSP_ROUTE, or 405 RSP_METHOD with the methods that the path has. */
  refusal(method: string, path: string): Refused {
    const methods = [
      ...new Set(this.#routes.filter((route) => route.path.test(path)).flatMap((route) => route.methods)),
    ];
    if (methods.length === 0) {
      return new Refused(404, "RSP_ROUTE", `there is nothing at ${path}: see the routes in apps/service/README.md`);
    }
    const allowed = methods.toSorted().join(", ");
    return new Refused(405, "RSP_METHOD", `${path} takes no ${method}: use ${allowed}`, { allow: allowed });
  }
}
