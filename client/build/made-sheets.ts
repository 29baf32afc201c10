// Files that are made when the client is built, and not written by hand.
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

/** A Vite plugin that writes `NAME` by a function for each name; the node reads them. */
export const madeFiles = (files: Readonly<Record<string, () => string>>): Plugin => ({
  name: 'inkland-made-files',
  apply: 'build',
  generateBundle() {
    for (const [fileName, make] of Object.entries(files))
      this.emitFile({ type: 'asset', fileName, source: make() })
  },
})
