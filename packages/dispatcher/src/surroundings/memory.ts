/** Who knows whether memory is low: no handler is installed then (OSDI'96, section 2.6). */
export interface Memory {
  isLow(): boolean;
}

export const plenty: Memory = Object.freeze({ isLow: () => false });
