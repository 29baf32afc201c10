// What a page says to its makers alone, in a world that does not show how things are made: code that runs,
// and callouts of the kind `maker`.
import { isLiveInfo } from '../world/page-values.ts'
import { pageParser, type SyntaxNode } from './page-parser.ts'
import type { PageRange } from './typesetting.ts'

const isAtTop = ({ parent }: SyntaxNode): boolean => parent?.name === 'Document'

/** Whether a block is code that runs: at the top of a page, of a language that does. */
export function isLiveCode(text: string, node: SyntaxNode): boolean {
  const info = node.name === 'FencedCode' ? node.getChild('CodeInfo') : null
  return info !== null && isAtTop(node) && isLiveInfo(text.slice(info.from, info.to))
}

/** Whether a block is for the makers of a page. */
export function isForMakers(text: string, node: SyntaxNode): boolean {
  if (node.name !== 'Blockquote') return isLiveCode(text, node)
  return isAtTop(node) && /^>\s*\[!maker\]/i.test(text.slice(node.from, node.to))
}

/** The words of a part of a page, without those for its makers. */
export function withoutMaking(text: string, from = 0, to = text.length): string {
  let [words, at] = ['', from]
  for (const hidden of makingIn(text)) {
    if (hidden.to <= at || hidden.from >= to) continue
    words += text.slice(at, Math.max(at, hidden.from))
    at = hidden.to
  }
  return words + text.slice(at, Math.max(at, to))
}

function makingIn(text: string): PageRange[] {
  const ranges: PageRange[] = []
  let node = pageParser.parse(text).topNode.firstChild
  for (; node !== null; node = node.nextSibling) if (isForMakers(text, node)) ranges.push(node)
  return ranges
}
