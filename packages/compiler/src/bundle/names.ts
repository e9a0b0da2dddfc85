/**
 * The names that stand in the text for what is linked: free until the text is put into its frame, and of a form that no
 * extension may use.
 */
const PREFIX = "$respin$";

/** The name of an imported procedure's link. */
export function linkName(interfaceName: string, procedure: string): string {
  return `${PREFIX}${interfaceName}$${procedure}`;
}

/** Whether a name is one that an extension must not use. */
export function isReserved(name: string): boolean {
  return name.startsWith(PREFIX);
}
