// Style sheets that are made when the client is built, and not written by hand.
import type { Plugin } from 'vite'

const PREFIX = 'virtual:'

/** A Vite plugin that makes `virtual:NAME.css` by a function for each name. */
export function madeSheets(sheets: Readonly<Record<string, () => string>>): Plugin {
  const made = new Map(Object.entries(sheets).map(([name, make]) => [`${PREFIX}${name}.css`, make]))
  return {
    name: 'inkland-made-sheets',
    resolveId: (id) => (made.has(id) ? `\0${id}` : null),
    load: (id) => made.get(id.slice(1))?.() ?? null,
  }
}
