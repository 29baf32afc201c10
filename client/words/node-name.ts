// A node's name where people read it. A node without an address is called by its key: 32 letters that nobody
// says, of which the first ones tell it from others.
const NAMELESS = '.inkland.alt'
/** How many of its letters are shown: nobody meets two of them that begin alike. */
const LETTERS = 6

/** Whether nobody can come to a node, since it has no address. */
export const isNameless = (node: string): boolean => node.endsWith(NAMELESS)

/** Beside a name. */
export const nodeShown = (node: string): string => (isNameless(node) ? `${node.slice(0, LETTERS)}…` : node)

/** In a sentence. */
export const nodeWords = (node: string): string =>
  isNameless(node) ? `a node without an address (${nodeShown(node)})` : node
