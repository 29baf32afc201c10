// The rules of the sheets: a class is laid out by one of them, and some component has it.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A class by itself, whose rule stands outside of all conditions. */
const CLASSES = /^\.([\w-]+)(?:,| \{)$/gm

/**
 * Classes that two sheets lay out: which sheet comes first, depends on what somebody opened first. A screen
 * that was never opened alone may then show nothing where the other one hides its own.
 */
export function classNamesakesIn(root) {
  const named = sheetsIn(root).flatMap((file) => {
    const classes = [...readFileSync(join(root, file), 'utf8').matchAll(CLASSES)].map(([, name]) => name)
    return [...new Set(classes)].map((name) => ({ name, file }))
  })
  return [...Map.groupBy(named, ({ name }) => name)]
    .filter(([, places]) => places.length > 1)
    .map(
      ([name, places]) =>
        `${places.length} sheets lay out .${name}: ${places.map(({ file }) => file).join(', ')}. The order of sheets is not certain.`,
    )
}

/** Classes of the editor's own parts, and those that are put together: their names stand nowhere whole. */
const KNOWN =
  /^(?:cm-|(?:page|read)-h[1-6]$|page-(?:code|math)-(?:first|last)$|page-tuck-|page-way-|page-cell-(?:center|end)$|callout-|button-|drawn-)/

/** Classes that a sheet speaks of, and no file of the client, of shared/page or of shared/folder names. */
export function unknownClassesIn(root) {
  const code = filesIn(root, '{client,shared/page,shared/folder}/**/*.{ts,tsx}')
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n')
  const names = new Set(code.match(/[A-Za-z][\w-]*/g))
  return sheetsIn(root).flatMap((file) => {
    const selectors = readFileSync(join(root, file), 'utf8')
      .replaceAll(/\/\*[^]*?\*\//g, '')
      .replaceAll(/\{[^{}]*\}/g, ' ')
    const classes = new Set([...selectors.matchAll(/\.([A-Za-z][\w-]*)/g)].map(([, name]) => name))
    return [...classes]
      .filter((name) => !names.has(name) && !KNOWN.test(name))
      .map((name) => `${file} speaks of .${name}, which nothing in the client has.`)
  })
}

const sheetsIn = (root) => filesIn(root, 'client/**/*.css')

const filesIn = (root, glob) =>
  globSync(glob, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('client/dist/'))
    .toSorted()
