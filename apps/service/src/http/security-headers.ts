import { CONTENT_SECURITY_POLICY } from "../page/assets.js";

/** What every answer says to browsers: nothing from elsewhere runs here, and nobody shows this in a frame of theirs. */
export const securityHeaders = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
} as const;
