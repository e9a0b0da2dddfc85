import bearerAuth from "@fastify/bearer-auth";
import type { FastifyInstance } from "fastify";
import { Refused } from "../refused.js";

/**
 * Everything that is declared in this scope wants the token as `Authorization: Bearer TOKEN`, which is compared in constant time, before
 * anything of a body is read. Without a token nobody may: 403 RSP_TOKEN_UNSET.
 */
export async function requireToken(scope: FastifyInstance, token: string | undefined): Promise<void> {
  if (token === undefined) {
    scope.addHook("onRequest", async () => {
      throw new Refused(
        403,
        "RSP_TOKEN_UNSET",
        "this service was started without a token, so nothing here may be changed: start it with RESPIN_TOKEN set",
      );
    });
    return;
  }
  // Without a hook of its own: what it refuses is answered as every other error is.
  await scope.register(bearerAuth, {
    addHook: false,
    keys: new Set([token]),
    specCompliance: "rfc6749",
    verifyErrorLogLevel: "debug",
  });
  const { verifyBearerAuth } = scope;
  if (verifyBearerAuth !== undefined) scope.addHook("onRequest", verifyBearerAuth);
}
