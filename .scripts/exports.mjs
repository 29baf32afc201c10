// What files show to others and nobody asks for. A name that its own file alone uses is no part of what the
// file offers: a reader would look for its users in vain.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { parsedFile } from './parsed-file.mjs'

/** Where names may be used, and where each exported name has to be. */
const SOURCES = '{shared,server,client,test,docs,.scripts}/**/*.{ts,tsx,mts,mjs}'
/** Files of other programs: builds, and what the bench runs beside us. */
const FOREIGN = /(?:^|\/)dist\/|^test\/bench\/peers\/|\.d\.m?ts$/
/** Files that tools start, which ask for the names. */
const CONFIGS = /\.config\.ts$/

/** A file that names another in quotes, other than in an import at its top, may use whatever it has. */
const NAMED = /'(\.[^']+\.tsx?)'/g

/** The exported names that no other file uses, in sentences. */
export function unusedExports(root) {
  const modules = modulesIn(root)
  const used = usesIn(modules)
  const offered = new Set(entriesOf(root))
  return [...modules].flatMap(([file, { module }]) => {
    if (!/^(?:shared|server|client|test)\//.test(file) || CONFIGS.test(file) || offered.has(file)) return []
    return namesOf(module)
      .filter((name) => !used.get(file)?.has(name))
      .map((name) => `${file} exports ${name}, which no other file uses.`)
  })
}

function modulesIn(root) {
  const files = globSync(SOURCES, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !FOREIGN.test(file))
    .toSorted()
  return new Map(files.map((file) => [file, parsedFile(root, file)]))
}

/** The files that the package offers to programs of others. */
function entriesOf(root) {
  const path = join(root, 'package.json')
  if (!existsSync(path)) return []
  const { exports = {} } = JSON.parse(readFileSync(path, 'utf8'))
  return Object.values(exports).map((file) => normalize(file))
}

const namesOf = ({ staticExports }) =>
  staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName: { kind, name } }) =>
      kind === 'Name' ? name : kind === 'Default' ? 'default' : [],
    ),
  )

/** By file, the names of it that others use. */
function usesIn(modules) {
  const used = new Map()
  for (const [file, { text, module }] of modules) {
    const use = (path, asked) => {
      const to = normalize(join(dirname(file), path)).replaceAll('\\', '/')
      const names = used.get(to) ?? new Set()
      used.set(to, names)
      if (to !== file) for (const name of asked) names.add(name)
    }
    const words = () => [...text.matchAll(/\w+/g), ['default']].map(([word]) => word)
    for (const { moduleRequest, entries } of module.staticImports)
      for (const { importName } of entries) use(moduleRequest.value, namesAsked(importName, words))
    for (const { entries } of module.staticExports)
      for (const { moduleRequest, importName } of entries)
        if (moduleRequest) use(moduleRequest.value, namesAsked(importName, words))
    const later = withoutStatic(text, module)
    for (const [, path] of later.matchAll(NAMED)) use(path, words())
  }
  return used
}

/** One name, or whichever words the file has where it takes all of the names. */
const namesAsked = ({ kind, name }, words) =>
  kind === 'Name' ? [name] : kind === 'Default' ? ['default'] : words()

function withoutStatic(text, { staticImports, staticExports }) {
  const requests = [
    ...staticImports.map(({ moduleRequest }) => moduleRequest),
    ...staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest ?? [])),
  ]
  const ends = new Map(requests.map(({ start, end }) => [start, end]))
  let rest = text
  for (const [start, end] of [...ends].toSorted(([a], [b]) => b - a))
    rest = rest.slice(0, start) + rest.slice(end)
  return rest
}
