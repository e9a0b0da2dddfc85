/** The program of one system. */
export {};
