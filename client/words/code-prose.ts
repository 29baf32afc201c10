// The words of the reference, in which names of code stand between backticks.

interface ProsePiece {
  readonly text: string
  readonly isCode: boolean
}

/** Takes words apart where they change between prose and code. */
export function piecesOf(words: string): readonly ProsePiece[] {
  return words
    .split('`')
    .map((text, at) => ({ text, isCode: at % 2 === 1 }))
    .filter(({ text }) => text !== '')
}

/** A signature without what is the same for all. */
export const plainSignature = (signature: string): string => signature.replace(/^readonly /, '')
