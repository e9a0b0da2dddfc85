import { invariant } from "./errors.js";

/** A frame of physical memory: 0 .. frames - 1. */
export type FrameNumber = number;

/**
 * Physical memory: frames of real bytes in one buffer, addressed in 32-bit words as the processor sees it and
 * in bytes as a device's DMA does.
 */
export class PhysicalMemory {
  readonly frames: number;
  readonly frameBytes: number;
  readonly words: Int32Array;
  readonly #views: readonly Uint8Array[];

  constructor(frames: number, frameBytes: number) {
    invariant(
      Number.isInteger(Math.log2(frameBytes)) && frameBytes >= 512,
      "a frame is a power of two, 512 bytes or more",
    );
    invariant(Number.isSafeInteger(frames) && frames > 0, "a machine has at least one frame");
    this.frames = frames;
    this.frameBytes = frameBytes;
    const buffer = new ArrayBuffer(frames * frameBytes);
    this.words = new Int32Array(buffer);
    this.#views = Array.from({ length: frames }, (_, frame) => new Uint8Array(buffer, frame * frameBytes, frameBytes));
  }

  /** The bytes of one frame, always the same view: taking it allocates nothing. */
  frame(frame: FrameNumber): Uint8Array {
    return this.#views[frame];
  }
}
