// Gathered while a page is laid out: marks on its letters, looks of its lines, and ranges that a cursor steps
// over. Signs of Markdown stay in the text; they take no room, or the same room, whether they are visible or
// not.
import type { syntaxTree } from '@codemirror/language'
import type { EditorState, Range } from '@codemirror/state'
import { Decoration } from '@codemirror/view'

export type PageNode = ReturnType<ReturnType<typeof syntaxTree>['resolve']>

/** From one character of the page to before another. */
export interface PageRange {
  readonly from: number
  readonly to: number
}

/** The side of its words on which a sign stands. */
export type MarkSide = 'open' | 'close'

/** Points that a star stands above. */
const LOW = /^[.,]/
/** A blank beside a sign, over which no other sign hangs. */
const BLANK = /^ (?![*_~=`[\\<])/

export class TypesetMarks {
  readonly state: EditorState
  readonly lines: Range<Decoration>[] = []
  readonly marks: Range<Decoration>[] = []
  /** Around all other marks. */
  readonly outer: Range<Decoration>[] = []
  /** Ranges that a cursor steps over. */
  readonly atoms: Range<Decoration>[] = []
  readonly #isWriting: boolean

  /** `isWriting`: somebody has the cursor here; only then a cursor shows signs. */
  constructor(state: EditorState, isWriting: boolean) {
    this.state = state
    this.#isWriting = isWriting
  }

  /** Whether the cursor is in something, or at its edge. */
  isTouched({ from, to }: PageRange): boolean {
    return (
      this.#isWriting && this.state.selection.ranges.some((range) => range.from <= to && range.to >= from)
    )
  }

  /** Whether the cursor is in the line of a place. */
  isLineTouched(at: number): boolean {
    return this.#isWriting && this.isTouched(this.state.doc.lineAt(at))
  }

  line(at: number, look: Parameters<typeof Decoration.line>[0]): void {
    this.lines.push(Decoration.line(look).range(at))
  }

  mark(from: number, to: number, name: string): void {
    if (to > from) this.marks.push(markOf(name).range(from, to))
  }

  /** A sign with room of its own. */
  sign(from: number, to: number, isShown: boolean, name = ''): void {
    this.mark(from, to, `page-sign ${name} ${isShown ? 'page-shown' : ''}`)
  }

  /**
   * A sign at the side of its words, of at most three letters. It hangs over a blank beside it, or into the
   * margin where its line begins, and takes the rest of its room: it never lies over a letter.
   */
  tuck(from: number, to: number, side: MarkSide, isShown: boolean): void {
    const { doc } = this.state
    const isHigh = doc.sliceString(from, from + 1) === '*'
    const beside = side === 'open' ? doc.sliceString(from && from - 1, from) : doc.sliceString(to, to + 2)
    const isStart = side === 'open' && (beside === '' || beside === '\n')
    const isFree = BLANK.test(beside) || (isHigh && side === 'close' && LOW.test(beside))
    const room = isFree ? 'page-tuck-blank' : isStart ? `page-tuck-${Math.min(3, to - from)}` : ''
    this.sign(from, to, isShown, `page-tuck page-tuck-${side} ${room} ${isHigh ? 'page-tuck-high' : ''}`)
  }

  /** Letters of no width, which a cursor steps over unless told otherwise. */
  fold(from: number, to: number, name = '', isAtom = true): void {
    if (to <= from) return
    // Only letters of the shipped face are all of one width, which is taken back.
    const isPlain = /^[ -~]*$/.test(this.state.sliceDoc(from, to))
    this.mark(from, to, `page-fold ${isPlain ? '' : 'page-fold-none'} ${name}`)
    if (isAtom) this.atoms.push(Decoration.mark({}).range(from, to))
  }
}

const marks = new Map<string, Decoration>()

/** One mark for each name, so that unchanged marks are seen to be the same. */
export function markOf(name: string): Decoration {
  const known = marks.get(name)
  if (known) return known
  const made = Decoration.mark({ class: name.replace(/ +/g, ' ').trim() })
  marks.set(name, made)
  return made
}
