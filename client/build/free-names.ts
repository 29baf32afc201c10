// The names that code takes from around it, as the bundler's parser reads it: those that are not its own.

/** A piece of code as the parser gives it (https://github.com/estree/estree). */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [part: string]: unknown
}

interface FreeNames {
  readonly reads: ReadonlySet<string>
  /** Those of `reads` that it gives another value. */
  readonly writes: ReadonlySet<string>
}

export function freeNames(code: Node): FreeNames {
  const reads = new Set<string>()
  const writes = new Set<string>()
  function look(node: Node, own: readonly ReadonlySet<string>[]): void {
    const within = [...own, scopeOf(node)]
    const isFree = (name: string): boolean => !within.some((names) => names.has(name))
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') {
      if (isFree(nameOf(node))) reads.add(nameOf(node))
    }
    for (const name of namesWritten(node)) if (isFree(name)) writes.add(name)
    for (const [part, child] of Object.entries(node)) {
      if (isLabel(node, part) || TYPES.test(part)) continue
      for (const each of nodesOf(child)) look(each, within)
    }
  }
  look(code, [])
  return { reads, writes }
}

const TYPES = /^(?:typeAnnotation|returnType|typeParameters|typeArguments|implements)$/

/** A name after a dot, or before a colon. */
const isLabel = (node: Node, part: string): boolean =>
  node['computed'] !== true &&
  ((part === 'property' && node.type === 'MemberExpression') ||
    (part === 'key' && node['shorthand'] !== true))

function namesWritten(node: Node): readonly string[] {
  if (node.type === 'AssignmentExpression') return namesIn(node['left'])
  if (node.type === 'UpdateExpression') return namesIn(node['argument'])
  const isLoop = node.type === 'ForInStatement' || node.type === 'ForOfStatement'
  return isLoop ? namesIn(node['left']) : []
}

/** The names that are known in a piece of code only. */
function scopeOf(node: Node): ReadonlySet<string> {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return new Set([...namesIn(node['params']), ...namesIn(node['id']), ...varsIn(node['body'])])
    case 'ClassDeclaration':
    case 'ClassExpression':
      return new Set(namesIn(node['id']))
    case 'BlockStatement':
    case 'StaticBlock':
      return new Set(nodesOf(node['body']).flatMap(declaredBy))
    case 'SwitchStatement':
      return new Set(
        nodesOf(node['cases']).flatMap((each) => nodesOf(each['consequent']).flatMap(declaredBy)),
      )
    case 'ForStatement':
      return new Set(nodesOf(node['init']).flatMap(declaredBy))
    case 'ForInStatement':
    case 'ForOfStatement':
      return new Set(nodesOf(node['left']).flatMap(declaredBy))
    case 'CatchClause':
      return new Set(namesIn(node['param']))
    default:
      return new Set()
  }
}

/** The names that a statement declares. */
export function declaredBy(node: Node): readonly string[] {
  if (node.type === 'VariableDeclaration') return namesIn(node)
  return /^(?:Function|Class)Declaration$/.test(node.type) ? namesIn(node['id']) : []
}

/** What `var` declares anywhere in a function. */
function varsIn(node: unknown): readonly string[] {
  return nodesOf(node).flatMap((each) => {
    if (/Function|Class|^TS/.test(each.type)) return []
    const own = each.type === 'VariableDeclaration' && each['kind'] === 'var' ? namesIn(each) : []
    return [...own, ...Object.values(each).flatMap(varsIn)]
  })
}

/** The names that a pattern gives a value to. */
function namesIn(pattern: unknown): readonly string[] {
  return nodesOf(pattern).flatMap((node) => {
    switch (node.type) {
      case 'Identifier':
        return [nameOf(node)]
      case 'VariableDeclaration':
        return nodesOf(node['declarations']).flatMap(({ id }) => namesIn(id))
      case 'ObjectPattern':
        return namesIn(node['properties'])
      case 'ArrayPattern':
        return namesIn(node['elements'])
      case 'Property':
        return namesIn(node['value'])
      case 'AssignmentPattern':
        return namesIn(node['left'])
      case 'RestElement':
        return namesIn(node['argument'])
      default:
        return []
    }
  })
}

/** The pieces of code among what a node has. */
export const nodesOf = (value: unknown): readonly Node[] =>
  (Array.isArray(value) ? value : [value]).filter(isNode)

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

/** A name, or a literal that stands for one. */
export const nameOf = (node: Node): string => String(node['name'] ?? node['value'])
