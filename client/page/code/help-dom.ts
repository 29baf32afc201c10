// The help on a word, as the editor shows it.
import { piecesOf, plainSignature } from '../../words/code-prose.ts'
import type { Word } from '../../words/code-words.ts'

export function helpOf({ signatures, words }: Word): HTMLElement {
  const help = document.createElement('div')
  help.className = 'code-help'
  for (const signature of signatures) {
    const line = help.appendChild(document.createElement('pre'))
    line.className = 'code-help-signature'
    line.textContent = plainSignature(signature)
  }
  const said = help.appendChild(document.createElement('div'))
  said.className = 'code-help-words'
  for (const { text, isCode } of piecesOf(words)) {
    const piece = said.appendChild(document.createElement(isCode ? 'code' : 'span'))
    piece.textContent = text
  }
  return help
}
