/** What is used of autocannon, which comes without types. */
declare module "autocannon" {
  interface Spread {
    readonly average: number;
    readonly total: number;
  }
  interface Latency {
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
  }
  interface Result {
    readonly requests: Spread;
    /** Milliseconds. */
    readonly latency: Latency;
    readonly errors: number;
    readonly timeouts: number;
    readonly mismatches: number;
    readonly non2xx: number;
  }
  export default function autocannon(options: {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
  }): PromiseLike<Result>;
}
