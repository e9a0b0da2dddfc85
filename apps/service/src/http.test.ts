import { afterAll, beforeAll, expect, test } from "vitest";
import { bearer, json, Program, raw, startSystem } from "./testing/program.js";

// A machine without a workload: nothing of its status moves by itself.
const program: Program = startSystem("spin");
let url = "";
beforeAll(async () => {
  url = await program.ready();
});
afterAll(async () => {
  await program.stop();
});

const octets = { ...bearer, "content-type": "application/octet-stream" };
const jsonType = { ...bearer, "content-type": "application/json" };
const workload = '{"name":"scan","rate":10}';
const large = Buffer.alloc((1 << 20) + 1);

type Refusal = readonly [
  what: string,
  request: readonly [method: string, path: string, headers?: Record<string, string>, body?: string | Buffer],
  status: number,
  code: string,
];

const refusals: readonly Refusal[] = [
  ["a path that there is not", ["GET", "/nothing"], 404, "RSP_ROUTE"],
  [
    "a path that there is not, with a body",
    ["POST", "/nothing", { "content-type": "text/xml" }, "<a/>"],
    404,
    "RSP_ROUTE",
  ],
  ["a method that a path has not", ["PATCH", "/api/status"], 405, "RSP_METHOD"],
  ["a body where none is taken", ["POST", "/healthz", { "content-type": "text/xml" }, "<a/>"], 405, "RSP_METHOD"],
  ["an option that nobody has", ["OPTIONS", "/api/extensions"], 405, "RSP_METHOD"],
  ["no token", ["PUT", "/api/workload", { "content-type": "application/json" }, workload], 401, "RSP_TOKEN"],
  [
    "another token",
    ["PUT", "/api/workload", { ...jsonType, authorization: "Bearer another" }, workload],
    401,
    "RSP_TOKEN",
  ],
  [
    "the token of another scheme",
    ["DELETE", "/api/workload", { authorization: "Basic a-token-that" }],
    401,
    "RSP_TOKEN",
  ],
  [
    "no token, and too much",
    ["POST", "/api/extensions?name=x", { "content-type": "application/octet-stream" }, large],
    401,
    "RSP_TOKEN",
  ],
  ["no content type", ["POST", "/api/extensions?name=x", bearer, large.subarray(0, 10)], 415, "RSP_MEDIA_TYPE"],
  [
    "a workload as text",
    ["PUT", "/api/workload", { ...bearer, "content-type": "text/plain" }, workload],
    415,
    "RSP_MEDIA_TYPE",
  ],
  ["a workload as octets", ["PUT", "/api/workload", octets, workload], 415, "RSP_MEDIA_TYPE"],
  ["an object file as JSON", ["POST", "/api/extensions?name=x", jsonType, "{}"], 415, "RSP_MEDIA_TYPE"],
  [
    "an object file as a form",
    ["POST", "/api/extensions?name=x", { ...bearer, "content-type": "multipart/form-data; boundary=x" }, "--x--"],
    415,
    "RSP_MEDIA_TYPE",
  ],
  ["too much", ["POST", "/api/extensions?name=x", octets, large], 413, "RSP_BODY_SIZE"],
  ["a workload that is too much", ["PUT", "/api/workload", jsonType, `"${"x".repeat(1 << 20)}"`], 413, "RSP_BODY_SIZE"],
  ["no JSON", ["PUT", "/api/workload", jsonType, "{"], 400, "RSP_REQUEST"],
  ["nothing", ["PUT", "/api/workload", jsonType, ""], 400, "RSP_REQUEST"],
  ["a prototype", ["PUT", "/api/workload", jsonType, '{"__proto__":{"name":"scan"},"rate":1}'], 400, "RSP_REQUEST"],
  ["another shape", ["PUT", "/api/workload", jsonType, '{"name":"scan"}'], 400, "RSP_BODY"],
  ["a list", ["PUT", "/api/workload", jsonType, "[]"], 400, "RSP_BODY"],
  ["more fields", ["PUT", "/api/workload", jsonType, '{"name":"scan","rate":1,"pages":5}'], 400, "RSP_BODY"],
  ["a rate of text", ["PUT", "/api/workload", jsonType, '{"name":"scan","rate":"1"}'], 400, "RSP_BODY"],
  ["no such workload", ["PUT", "/api/workload", jsonType, '{"name":"toString","rate":1}'], 400, "RSP_WORKLOAD"],
  // As long as a body may be: telling of it takes no time.
  [
    "no such workload, at length",
    ["PUT", "/api/workload", jsonType, `{"name":"${" ".repeat(1_000_000)}","rate":1}`],
    400,
    "RSP_WORKLOAD",
  ],
  ["a rate of nothing", ["PUT", "/api/workload", jsonType, '{"name":"scan","rate":0}'], 400, "RSP_WORKLOAD"],
  ["a rate below nothing", ["PUT", "/api/workload", jsonType, '{"name":"scan","rate":-1}'], 400, "RSP_WORKLOAD"],
  ["a rate without bound", ["PUT", "/api/workload", jsonType, '{"name":"scan","rate":1e400}'], 400, "RSP_WORKLOAD"],
  ["no name", ["POST", "/api/extensions", octets, "x"], 400, "RSP_EXTENSION_NAME"],
  ["two names", ["POST", "/api/extensions?name=a&name=b", octets, "x"], 400, "RSP_EXTENSION_NAME"],
  ["a name of a path", ["POST", "/api/extensions?name=..%2Fx", octets, "x"], 400, "RSP_EXTENSION_NAME"],
  ["a name of lines", ["POST", "/api/extensions?name=a%0Ab", octets, "x"], 400, "RSP_EXTENSION_NAME"],
  ["no object file at all", ["POST", "/api/extensions?name=x", octets, ""], 400, "RSP_BODY"],
  ["no object file", ["POST", "/api/extensions?name=x", octets, "x"], 422, "RSP_OBJECT_FORMAT"],
  ["to replace what is not there", ["PUT", "/api/extensions/x", octets, "x"], 404, "RSP_EXTENSION_UNKNOWN"],
  ["to unload what is not there", ["DELETE", "/api/extensions/x", bearer], 404, "RSP_EXTENSION_UNKNOWN"],
  [
    "to unload the system's own",
    ["DELETE", "/api/extensions/buffer-manager%20of%20database", bearer],
    409,
    "RSP_EXTENSION_OWNED",
  ],
  [
    "to replace the system's own",
    ["PUT", "/api/extensions/buffer-manager%20of%20database", octets, "x"],
    409,
    "RSP_EXTENSION_OWNED",
  ],
  ["an operation that there is not", ["GET", "/api/operations/1"], 404, "RSP_OPERATION_UNKNOWN"],
  ["an operation of no number", ["GET", "/api/operations/0x1"], 404, "RSP_OPERATION_UNKNOWN"],
  ["an asset that there is not", ["GET", "/assets/nothing.js"], 404, "RSP_ROUTE"],
  ["an asset of nothing", ["GET", "/assets/%00"], 404, "RSP_ROUTE"],
  ["no path", ["GET", "/assets/%zz"], 400, "RSP_REQUEST"],
];

test.each(refusals)(
  "%s: refused, and nothing has changed",
  async (_what, [method, path, headers, body], status, code) => {
    const before = await json(`${url}/api/status`);
    const response = await fetch(url + path, {
      method,
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
    });
    const told: unknown = await response.json();
    expect({ status: response.status, told }).toEqual({
      status,
      told: { error: { code, message: expect.stringMatching(/^[^\n]{10,600}$/) } },
    });
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("www-authenticate")).toBe(status === 401 ? 'Bearer realm="respin"' : null);
    expect(response.headers.has("allow")).toBe(status === 405);
    expect(await json(`${url}/api/status`)).toEqual(before);
  },
);

const ask = (path: string, more = ""): string =>
  `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n${more}\r\n`;
const put = (more: string, body: string): string =>
  `PUT /api/workload HTTP/1.1\r\nhost: localhost\r\nauthorization: ${bearer.authorization}\r\ncontent-type: application/json\r\n${more}\r\n\r\n${body}`;

const bytes: readonly (readonly [what: string, bytes: string, status: number, code: string | undefined])[] = [
  ["no HTTP", "hello\r\n\r\n", 400, "RSP_REQUEST"],
  ["another protocol", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001", 400, "RSP_REQUEST"],
  ["no host", "GET / HTTP/1.1\r\nconnection: close\r\n\r\n", 400, "RSP_REQUEST"],
  ["a host of elsewhere, and an expectation", ask("/", "expect: more\r\n").replace("127.0.0.1", "x"), 421, "RSP_HOST"],
  ["no host, as HTTP/1.0 has it", "GET /api/status HTTP/1.0\r\n\r\n", 421, "RSP_HOST"],
  [
    "a host of elsewhere",
    "GET /api/status HTTP/1.1\r\nhost: attacker.example\r\nconnection: close\r\n\r\n",
    421,
    "RSP_HOST",
  ],
  [
    "a host that only begins as ours",
    "GET /api/status HTTP/1.1\r\nhost: 127.0.0.1.attacker.example\r\nconnection: close\r\n\r\n",
    421,
    "RSP_HOST",
  ],
  [
    "a host that only ends as ours",
    "GET / HTTP/1.1\r\nhost: attacker.example:80@localhost\r\nconnection: close\r\n\r\n",
    421,
    "RSP_HOST",
  ],
  ["the folder above", ask("/assets/../package.json"), 404, "RSP_ROUTE"],
  ["the folder above, encoded", ask("/assets/..%2f..%2fpackage.json"), 404, "RSP_ROUTE"],
  ["the folder above, encoded twice", ask("/assets/%252e%252e%252fpackage.json"), 404, "RSP_ROUTE"],
  ["the folder above, the other way", ask(String.raw`/assets/..\package.json`), 404, "RSP_ROUTE"],
  ["a file of the disk", ask("/assets//etc/passwd"), 404, "RSP_ROUTE"],
  ["a whole address of elsewhere", ask("http://attacker.example/api/status"), 421, "RSP_HOST"],
  ["a route with another case", ask("/API/status"), 404, "RSP_ROUTE"],
  ["a route with a slash behind", ask("/api/status/"), 404, "RSP_ROUTE"],
  ["headers without end", ask("/", `x: ${"y".repeat(20_000)}\r\n`), 431, "RSP_HEADERS_SIZE"],
  ["a length that is none", put("content-length: x", workload), 400, "RSP_REQUEST"],
  ["two lengths", put("content-length: 5\r\ncontent-length: 25", workload), 400, "RSP_REQUEST"],
  ["a length and pieces", put("content-length: 25\r\ntransfer-encoding: chunked", workload), 400, "RSP_REQUEST"],
  ["pieces that are none", put("transfer-encoding: chunked", "zz\r\n"), 400, undefined],
  [
    "pieces that are too much",
    put("transfer-encoding: chunked", `200000\r\n${"x".repeat(0x200000)}\r\n0\r\n\r\n`),
    413,
    "RSP_BODY_SIZE",
  ],
  ["a promise of too much", put("content-length: 99999999999", "x"), 413, "RSP_BODY_SIZE"],
];

test.each(bytes)("%s, as bytes: refused, and nothing has changed", async (_what, sent, status, code) => {
  const before = await json(`${url}/api/status`);
  const answer = await raw(url, sent, 1500);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  if (code !== undefined) expect(answer).toContain(`"code":"${code}"`);
  expect(answer).not.toContain("dependencies");
  expect(await json(`${url}/api/status`)).toEqual(before);
});

test("who begins and does not go on is told so after five seconds, and nothing has changed", async () => {
  const before = await json(`${url}/api/status`);
  const answer = await raw(url, "GET /api/status HTTP/1.1\r\nhost: 127.0.0.1\r\n", 8000);
  expect(answer).toMatch(/^HTTP\/1\.1 408 .*"code":"RSP_SLOW"/s);
  expect(await json(`${url}/api/status`)).toEqual(before);
});

test("after all that it is as ready as before", async () => {
  expect(await json(`${url}/readyz`)).toEqual({ ready: true });
  expect(program.log.filter(({ level }) => Number(level) >= 40)).toEqual([]);
});
