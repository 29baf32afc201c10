// Takes a module apart: what the first view of a world uses of it, and the rest. Each declaration is in one
// of the two, so that a class or a store exists once. The rest imports from the first part, never the other
// way round, and what does something as it is loaded stays in the first part.
import { parseAst } from 'vite'
import { declaredBy, freeNames, nameOf, nodesOf, type Node } from './free-names.ts'
import { isPureStatement } from './pure-code.ts'

/** Both parts, as modules. */
export interface Parts {
  readonly first: string
  /** It imports the first part by the name `FIRST_PART`. */
  readonly rest: string
  /** A module that exports what both parts do, which have these names. */
  whole(first: string, rest: string): string
}

export const FIRST_PART = 'virtual:first-part'

/** A statement at the top of a module. */
interface Statement {
  readonly code: string
  readonly declares: readonly string[]
  readonly reads: ReadonlySet<string>
  readonly writes: ReadonlySet<string>
  /** It does nothing but declare. */
  readonly isPure: boolean
}

interface ImportedNames {
  readonly from: string
  /** What is imported, by its name here: a name, or all of it. */
  readonly names: ReadonlyMap<string, string>
}

interface Module {
  readonly imports: readonly ImportedNames[]
  readonly statements: readonly Statement[]
  /** Of each export, its name here. */
  readonly exports: ReadonlyMap<string, string>
  /** Statements that export what other modules have. */
  readonly passedOn: readonly string[]
}

/**
 * The parts of a module, the first with these exports, and with what they lead to. Null: it cannot be taken
 * apart, or the rest would export nothing.
 */
export function splitModule(
  code: string,
  kept: ReadonlySet<string>,
  lang: 'js' | 'ts' | 'tsx',
): Parts | null {
  const module = readModule(code, lang)
  if (module === null) return null
  const { statements, exports, passedOn } = module
  const isFirst = firstStatements(module, kept)
  const first = statements.filter((_, i) => isFirst[i])
  const rest = statements.filter((_, i) => !isFirst[i])
  const inFirst = new Set(first.flatMap(({ declares }) => declares))
  const readByRest = new Set(rest.flatMap(({ reads }) => [...reads]))
  const ofFirst = [...exports].filter(([, name]) => inFirst.has(name))
  const ofRest = [...exports].filter(([, name]) => !inFirst.has(name))
  if (ofRest.length === 0) return null
  const lent = [...inFirst].filter((name) => readByRest.has(name))
  return {
    first: [
      ...module.imports.flatMap((each) => (each.names.size === 0 ? [`import '${each.from}'`] : [])),
      written(module, first, [...ofFirst.map(([, name]) => name), ...lent]),
    ].join('\n'),
    rest: [
      `import { ${lent.join(', ')} } from '${FIRST_PART}'`,
      written(
        module,
        rest,
        ofRest.map(([, name]) => name),
      ),
    ].join('\n'),
    whole: (firstFile, restFile) =>
      [...passedOn, exported(ofFirst, firstFile), exported(ofRest, restFile)].join('\n'),
  }
}

/** Statements as a module that exports these names. */
function written({ imports }: Module, statements: readonly Statement[], names: readonly string[]): string {
  const read = new Set(statements.flatMap(({ reads }) => [...reads]))
  const imported = imports.flatMap(({ from, names: all }) =>
    [...all]
      .filter(([name]) => read.has(name))
      .map(
        ([name, what]) => `import ${what === ALL ? `* as ${name}` : `{ ${what} as ${name} }`} from '${from}'`,
      ),
  )
  return [
    ...imported,
    ...statements.map(({ code }) => code),
    `export { ${[...new Set(names)].join(', ')} }`,
  ].join('\n')
}

const ALL = '*'

const exported = (names: readonly (readonly [string, string])[], file: string): string =>
  `export { ${names.map(([name, here]) => `${here} as ${name}`).join(', ')} } from ${JSON.stringify(file)}`

/** Which statements stay in the first part: those that do something, and all that they and `kept` lead to. */
function firstStatements({ statements, exports }: Module, kept: ReadonlySet<string>): readonly boolean[] {
  const places = new Map(statements.flatMap(({ declares }, i) => declares.map((name) => [name, i] as const)))
  const isFirst = statements.map(() => false)
  function keep(place: number | undefined): void {
    if (place === undefined || isFirst[place] === true) return
    isFirst[place] = true
    for (const name of statements[place]?.reads ?? []) keep(places.get(name))
  }
  for (const [place, { isPure }] of statements.entries()) if (!isPure) keep(place)
  for (const name of kept) keep(places.get(exports.get(name) ?? ''))
  // A module cannot write to what it imports.
  const writesToFirst = ({ writes }: Statement, place: number): boolean =>
    isFirst[place] !== true && [...writes].some((name) => isFirst[places.get(name) ?? -1] === true)
  for (
    let place = statements.findIndex(writesToFirst);
    place >= 0;
    place = statements.findIndex(writesToFirst)
  )
    keep(place)
  return isFirst
}

function readModule(code: string, lang: 'js' | 'ts' | 'tsx'): Module | null {
  const imports: ImportedNames[] = []
  const statements: Statement[] = []
  const exports = new Map<string, string>()
  const passedOn: string[] = []
  for (const node of nodesOf(parseAst(code, { lang }).body)) {
    const [source] = nodesOf(node['source'])
    const [declaration] = nodesOf(node['declaration'])
    if (isType(node) || (declaration && isType(declaration))) continue
    if (node.type === 'ImportDeclaration') imports.push(readImport(node))
    else if (node.type === 'ExportAllDeclaration' || node.type === 'ExportDefaultDeclaration') return null
    else if (source) passedOn.push(code.slice(node.start, node.end))
    else {
      const isExported = node.type === 'ExportNamedDeclaration'
      const statement = declaration ?? (isExported ? null : node)
      if (statement) statements.push(readStatement(code, statement))
      for (const name of declaration ? declaredBy(declaration) : []) exports.set(name, name)
      for (const each of nodesOf(node['specifiers']))
        exports.set(partOf(each, 'exported'), partOf(each, 'local'))
    }
  }
  return { imports, statements, exports, passedOn }
}

/** Whether nothing of it is left when it runs. */
const isType = (node: Node): boolean =>
  node['importKind'] === 'type' ||
  node['exportKind'] === 'type' ||
  node['declare'] === true ||
  /^TS(?:Interface|TypeAlias)Declaration$/.test(node.type)

function readImport(node: Node): ImportedNames {
  const names = nodesOf(node['specifiers'])
    .filter((each) => !isType(each))
    .map((each) => [partOf(each, 'local'), importedBy(each)] as const)
  return { from: nodesOf(node['source']).map(nameOf).join(''), names: new Map(names) }
}

function importedBy(specifier: Node): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return ALL
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : partOf(specifier, 'imported')
}

const partOf = (node: Node, part: string): string => nodesOf(node[part]).map(nameOf).join('')

const readStatement = (code: string, node: Node): Statement => ({
  code: code.slice(node.start, node.end),
  declares: declaredBy(node),
  ...freeNames(node),
  isPure: isPureStatement(code, node),
})
