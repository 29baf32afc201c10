// The rules of the house that `npm run check` enforces: imports go down, no two folders and no two files
// import each other, the name of a file leads to one place, and the name of a class in the sheets has one
// meaning; Yjs' inside and time have one place each; no file exports what it alone uses. Imports of types
// count: to understand a file, one reads its types.
import { globSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unusedExports } from './exports.mjs'
import { wideLinesIn } from './line-widths.mjs'
import { codeOf, parsedFile } from './parsed-file.mjs'
import { classNamesakesIn, unknownClassesIn } from './sheets.mjs'
import { ownTimeOf } from './timers.mjs'

/** Files of one name. */
const NAMES_MAX = 2
/**
 * The floors of each tree, from the ground up. A folder imports from floors below its own; folders on one
 * floor do not import each other. `.` is the tree's own folder.
 */
const FLOORS = {
  shared: [
    ['json', 'search', 'time'],
    ['yjs'],
    ['world'],
    ['behavior', 'history', 'page', 'pictures', 'starters'],
    ['folder', 'play'],
    ['wire'],
    ['driver'],
  ],
  server: [
    ['network', 'time'],
    ['records'],
    ['contracts', 'workers'],
    ['storage'],
    ['accounts', 'drafts'],
    ['assets', 'config', 'templates', 'tls'],
    ['sync'],
    ['history', 'owner', 'peers'],
    ['cluster', 'operations', 'web'],
    ['http'],
    ['node'],
    ['cli'],
    ['.'],
  ],
  client: [
    ['build', 'style'],
    ['device'],
    ['notices'],
    ['api', 'worker'],
    ['replica'],
    ['undo'],
    ['markdown', 'maths', 'pictures'],
    ['browser'],
    ['navigation'],
    ['words'],
    ['session'],
    ['world'],
    ['lines'],
    ['drawings'],
    ['parts'],
    [
      'account',
      'adding',
      'admin',
      'away',
      'copies',
      'floor',
      'folder',
      'history',
      'home',
      'inspector',
      'inventory',
      'looks',
      'outline',
      'page',
      'peers',
      'people',
      'play',
      'portals',
      'reading',
      'reference',
      'sharing',
      'talk',
      'unsaved',
      'walk',
    ],
    ['screens'],
    ['app'],
    ['.'],
  ],
}
/** Rooms of the client in which nothing is drawn: they import no React. */
const WITHOUT_REACT = [
  'device',
  'notices',
  'api',
  'worker',
  'replica',
  'undo',
  'markdown',
  'maths',
  'pictures',
]
/**
 * How Yjs holds a document, which another version of it may change: its classes and functions that no guide
 * of it names, and its private fields. Single names of it are not imported, so that `Y.` tells them all.
 */
const YJS_INSIDE =
  /\bY\.(?:Item|GC|Skip|Content[A-Z]\w*|AbstractStruct|getItem\w*|getState|findIndexSS|createID|createDeleteSet\w*|isDeleted|iterateDeletedStructs)\b|\b(?:_item|_map|_start|_length|_searchMarker|_needFormattingCleanup|parentSub|pendingStructs|pendingDs|deleteSet|beforeState|afterState)\b|\bstore\.clients\b|\{[^}]*\} from 'yjs'/
/** The one room that knows it. */
const KNOWS_YJS = 'shared/yjs/'
/** The grammar of Markdown, which has no bounds by itself. */
const GRAMMAR = /\bparser\b[^}]*\} from '@lezer\/markdown'/
const READS_PAGES = 'shared/page/'
/** Two texts compared letter by letter, or a package that does so. */
const OWN_DIFFERENCE =
  /while \([^{]*?(?:\]|\.(?:at|charAt|charCodeAt|codePointAt)\([^)]*\)) === \w+(?:\[|\.(?:at|char|code))|from 'lib0\/diff'/
/** The one place that does it for texts, and those that compare lists. */
const COMPARES = [
  'shared/world/text-difference.ts',
  'shared/folder/format/folder-paths.ts',
  'client/copies/difference.ts',
]
/** What a key event says of the key, in which each layout and input method differs. */
const KEY_FACTS =
  /\b(?:\w*[eE]vent|stroke|pressed)\.(?:key|code|keyCode|which|isComposing)\b|\{[^{}]*\b(?:key|code|keyCode|isComposing)\b[^{}]*\}: KeyboardEvent/
/** The one file that reads them. */
const READS_KEYS = 'client/device/pressed-key.ts'
/** The trees that each tree may import. */
const TREES = { shared: ['shared'], server: ['shared', 'server'], client: ['shared', 'client'] }

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The faults of a tree of files, in sentences. */
export function troublesOf(root) {
  const sources = sourcesOf(root)
  const named = new Map(sources.map((file) => [file, namedIn(root, file)]))
  const imports = new Map([...named].map(([file, names]) => [file, filesOf(file, names)]))
  return [
    ...sources
      .filter((file) => drawsBelow(file, named.get(file) ?? []))
      .map((file) => `${file} imports React: nothing is drawn in ${roomOf(file)?.room}.`),
    ...sources.flatMap((file) => yjsInsideOf(root, file)),
    ...sources.flatMap((file) => ownTimeOf(root, file)),
    ...sources.flatMap((file) => ownDifferenceOf(root, file)),
    ...sources.flatMap((file) => ownKeysOf(root, file)),
    ...sources.flatMap((file) => ownGrammarOf(root, file)),
    ...sources.flatMap((from) => (imports.get(from) ?? []).flatMap((to) => wrongWay(from, to) ?? [])),
    ...circlesIn(imports).map((circle) => `These files import each other: ${circle.join(' -> ')}.`),
    ...circlesIn(foldersOf(imports)).map(
      (circle) => `These folders import each other: ${circle.join(' -> ')}.`,
    ),
    ...namesakesIn(sources),
    ...classNamesakesIn(root),
  ]
}

/** What of it is of no use to others, or too wide to be read, in sentences. */
export const leftoversOf = (root) => [...unusedExports(root), ...unknownClassesIn(root), ...wideLinesIn(root)]

const sourcesOf = (root) =>
  globSync('{shared,server,client}/**/*.{ts,tsx}', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('client/dist/') && !file.endsWith('.d.ts') && !isTest(file))
    .toSorted()

const isTest = (file) => /\.test\.tsx?$/.test(file)

/** The names that a file imports, in any way, as they are written there. */
function namedIn(root, file) {
  const { text, module } = parsedFile(root, file)
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1)),
    // Types, and the first files of workers and processes.
    ...[...text.matchAll(/\bimport\('(\.[^']+)'\)|new URL\(\s*'([^']+\.tsx?)',\s*import\.meta\.url/g)].map(
      ([, type, url]) => type ?? (url.startsWith('.') ? url : `./${url}`),
    ),
  ]
}

/** The files of the tree among them. */
function filesOf(file, names) {
  const paths = names
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(file), name)))
  return [...new Set(paths)].map((path) => path.replaceAll('\\', '/')).filter((path) => /\.tsx?$/.test(path))
}

function drawsBelow(file, names) {
  const place = roomOf(file)
  return (
    place?.tree === 'client' &&
    WITHOUT_REACT.includes(place.room) &&
    names.some((name) => name.startsWith('react'))
  )
}

/** Whether a file reads Yjs' inside where it should ask `shared/yjs`; comments may speak of it. */
function yjsInsideOf(root, file) {
  if (file.startsWith(KNOWS_YJS)) return []
  const found = YJS_INSIDE.exec(codeOf(root, file))?.[0]
  return found === undefined ? [] : [`${file} reads Yjs' inside (${found}): only ${KNOWS_YJS} does.`]
}

/** Whether a file compares texts by itself: one that cuts an emoji destroys it. */
function ownDifferenceOf(root, file) {
  if (COMPARES.includes(file) || !OWN_DIFFERENCE.test(codeOf(root, file))) return []
  return [`${file} compares texts by itself: ask textDifference, which cuts no emoji.`]
}

/** Whether a file decides by itself what a key means: on other layouts, or in a composition, it is wrong. */
function ownKeysOf(root, file) {
  if (!file.startsWith('client/') || file === READS_KEYS) return []
  const found = KEY_FACTS.exec(codeOf(root, file))?.[0]
  return found === undefined ? [] : [`${file} reads a key by itself (${found}): ask ${READS_KEYS}.`]
}

/** Whether a file reads Markdown without bounds: some lines take its parser seconds. */
function ownGrammarOf(root, file) {
  if (file.startsWith(READS_PAGES) || !GRAMMAR.test(codeOf(root, file))) return []
  return [`${file} reads Markdown without bounds: ask pageParser.`]
}

/** Where a file stands: its tree, its room and the floor of that; null for none. */
function roomOf(file) {
  const [tree, ...rest] = file.split('/')
  const inner = rest.slice(0, -1).join('/')
  const floors = FLOORS[tree] ?? []
  let best = null
  for (const [floor, rooms] of floors.entries())
    for (const room of rooms) {
      const isIn = room === '.' ? inner === '' : inner === room || inner.startsWith(`${room}/`)
      if (isIn && (best === null || room.length > best.room.length)) best = { floor, room }
    }
  return best && { tree, ...best }
}

function wrongWay(from, to) {
  const [tree, other] = [from.split('/')[0], to.split('/')[0]]
  if (!TREES[tree].includes(other)) return `${from} imports ${to}: ${tree}/ knows nothing of ${other}/.`
  if (tree !== other) return null
  const [here, there] = [roomOf(from), roomOf(to)]
  for (const [file, place] of [
    [from, here],
    [to, there],
  ])
    if (place === null)
      return `${file} is in no room. Name its folder in .scripts/house.mjs, on the floor where it stands.`
  if (here.room === there.room || there.floor < here.floor) return null
  const how = here.floor === there.floor ? 'stand beside each other' : 'stand the other way round'
  return `${from} imports ${to}: ${tree}/${here.room} and ${tree}/${there.room} ${how}.`
}

/** A folder imports another when a file in it does; folders inside each other count as well. */
function foldersOf(imports) {
  const folders = new Map()
  for (const [from, files] of imports) {
    const folder = dirname(from)
    const others = folders.get(folder) ?? new Set()
    for (const to of files) if (dirname(to) !== folder) others.add(dirname(to))
    folders.set(folder, others)
  }
  return new Map([...folders].map(([folder, others]) => [folder, [...others]]))
}

/** One circle of each knot of nodes that lead to each other (Tarjan's strongly connected components). */
function circlesIn(graph) {
  const order = new Map()
  const low = new Map()
  const stack = []
  const knots = []
  const visit = (node) => {
    order.set(node, order.size)
    low.set(node, order.get(node))
    stack.push(node)
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next)
      if (stack.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)))
    }
    if (low.get(node) !== order.get(node)) return
    const knot = stack.splice(stack.indexOf(node))
    if (knot.length > 1) knots.push(knot)
  }
  for (const node of graph.keys()) if (!order.has(node)) visit(node)
  return knots.map((knot) => wayAround(graph, new Set(knot)))
}

/** The shortest way from one of a knot back to itself. */
function wayAround(graph, knot) {
  const [first] = knot
  const before = new Map()
  const queue = [first]
  for (const node of queue)
    for (const next of graph.get(node) ?? []) {
      if (!knot.has(next)) continue
      if (next === first) {
        const way = [first]
        for (let at = node; at !== first; at = before.get(at)) way.splice(1, 0, at)
        return [first, ...way.slice(1), first]
      }
      if (before.has(next)) continue
      before.set(next, node)
      queue.push(next)
    }
  return [...knot]
}

function namesakesIn(sources) {
  const names = Map.groupBy(sources, (file) => basename(file).replace(/\.tsx?$/, ''))
  return [...names]
    .filter(([, files]) => files.length > NAMES_MAX)
    .map(
      ([name, files]) =>
        `${files.length} files are called ${name}; ${NAMES_MAX} at most: ${files.join(', ')}.`,
    )
}

if (import.meta.filename === process.argv[1]) {
  const root = process.argv[2] ?? ROOT
  const troubles = [...troublesOf(root), ...leftoversOf(root)]
  for (const trouble of troubles) console.error(trouble)
  if (troubles.length > 0) {
    console.error(
      `${troubles.length} things are not in their place; ARCHITECTURE.md tells where each belongs.`,
    )
    process.exitCode = 1
  }
}
