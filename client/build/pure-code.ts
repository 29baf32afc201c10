// Whether code does nothing but give a value, so that it does not matter when it runs.
import { nameOf, nodesOf, type Node } from './free-names.ts'

/** Calls that only make something. */
const MAKERS: ReadonlySet<string> = new Set(
  'Map Set WeakMap WeakSet RegExp createContext memo lazy lazyWithRetry later'.split(' '),
)

/** Whether a statement only declares. `code` is the module's, which may say of a call that it is pure. */
export function isPureStatement(code: string, node: Node): boolean {
  if (node.type === 'FunctionDeclaration') return true
  if (node.type === 'ClassDeclaration') return isPure(code, node)
  if (node.type !== 'VariableDeclaration') return false
  return nodesOf(node['declarations']).every(
    ({ id, init }) => nodesOf(id)[0]?.type === 'Identifier' && isPure(code, init),
  )
}

function isPure(code: string, value: unknown): boolean {
  const areAll = (node: Node, ...parts: readonly string[]): boolean =>
    parts.every((part) => isPure(code, node[part]))
  return nodesOf(value).every((node) => {
    switch (node.type) {
      case 'Literal':
      case 'Identifier':
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'MethodDefinition':
        return true
      case 'ClassDeclaration':
      case 'ClassExpression':
        return areAll(node, 'superClass', 'body')
      case 'ClassBody':
        return areAll(node, 'body')
      case 'PropertyDefinition':
        return node['static'] !== true || areAll(node, 'value')
      case 'CallExpression':
      case 'NewExpression':
        return isSaidPure(code, node) || (MAKERS.has(calleeOf(node)) && areAll(node, 'arguments'))
      default: {
        const parts = PARTS.get(node.type)
        return parts !== undefined && node['operator'] !== 'delete' && areAll(node, ...parts)
      }
    }
  })
}

/** What other code is made of. */
const PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['ArrayExpression', ['elements']],
  ['BinaryExpression', ['left', 'right']],
  ['ConditionalExpression', ['test', 'consequent', 'alternate']],
  ['LogicalExpression', ['left', 'right']],
  ['MemberExpression', ['object']],
  ['ObjectExpression', ['properties']],
  ['Property', ['value']],
  ['SpreadElement', ['argument']],
  ['TSAsExpression', ['expression']],
  ['TSSatisfiesExpression', ['expression']],
  ['TemplateLiteral', ['expressions']],
  ['UnaryExpression', ['argument']],
])

const calleeOf = (node: Node): string => nodesOf(node['callee']).map(nameOf).join('')

const isSaidPure = (code: string, { start }: Node): boolean =>
  /[@#]__PURE__\s*\*\/[\s(]*$/.test(code.slice(Math.max(0, start - 40), start))
