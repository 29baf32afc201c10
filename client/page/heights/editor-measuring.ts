// The only file that reaches into the editor: it has no public way to draw lines that are not seen, or to
// be told heights. Where a version has other insides, nothing is done, and lines are
// measured when they are first seen.
import type { EditorState } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import type { KnownHeights } from './known-heights.ts'

interface HeightMap {
  updateHeight(oracle: object, offset: number, force: boolean, measured: object): HeightMap
}

/** The used part of `view.viewState`. */
interface Insides {
  readonly state: EditorState
  readonly viewport: PageRange
  readonly heightOracle: { readonly lineHeight: number }
  readonly scaleY: number
  viewports: readonly PageRange[]
  heightMap: HeightMap
  updateForViewport(): number
  updateViewportLines(): void
  measure(): number
}

/** The editor's own flags: heights changed, and where things are. */
const CHANGED = 2 | 16

/**
 * Draws `sliceOf` beside the visible part, until the answer is called, and gives known heights back when the
 * editor has dropped its own, as a zoom makes it.
 */
export function openMeasuring(
  view: EditorView,
  known: KnownHeights,
  sliceOf: (state: EditorState) => PageRange | null,
): (() => void) | null {
  const insides = insidesOf(view)
  if (insides === null) return null
  const updateForViewport = insides.updateForViewport.bind(insides)
  const measure = insides.measure.bind(insides)
  insides.updateForViewport = () => {
    const flags = updateForViewport()
    const slice = sliceOf(insides.state)
    const { viewport } = insides
    if (slice && (slice.to < viewport.from || slice.from > viewport.to)) {
      insides.viewports = insides.viewports
        .filter(({ from, to }) => to < slice.from || from > slice.to)
        .concat(slice)
        .sort((a, b) => a.from - b.from)
    }
    return flags
  }
  insides.measure = () => {
    const { lineHeight } = insides.heightOracle
    const flags = measure()
    if (insides.heightOracle.lineHeight === lineHeight) return flags
    tell(insides, known)
    return flags | CHANGED
  }
  return () => {
    Reflect.deleteProperty(insides, 'updateForViewport')
    Reflect.deleteProperty(insides, 'measure')
  }
}

/** Tells the editor all heights that are known. */
function tell(insides: Insides, known: KnownHeights): void {
  const { doc } = insides.state
  for (const { line, heights } of known.runs()) {
    if (line >= doc.lines) return
    const { from } = doc.line(line + 1)
    const scaled = heights.slice(0, doc.lines - line).map((height) => height * insides.scaleY)
    insides.heightMap = insides.heightMap.updateHeight(
      insides.heightOracle,
      0,
      false,
      new Heights(from, scaled),
    )
  }
  insides.updateViewportLines()
}

/** The shape in which the editor takes heights of neighbouring lines. */
class Heights {
  readonly from: number
  readonly heights: readonly number[]
  index = 0

  constructor(from: number, heights: readonly number[]) {
    this.from = from
    this.heights = heights
  }

  get more(): boolean {
    return this.index < this.heights.length
  }
}

function insidesOf(view: EditorView): Insides | null {
  const insides: unknown = Reflect.get(view, 'viewState')
  return isInsides(insides) ? insides : null
}

function isInsides(insides: unknown): insides is Insides {
  if (typeof insides !== 'object' || insides === null) return false
  const has = (type: string, ...names: readonly string[]): boolean =>
    names.every((name) => typeof Reflect.get(insides, name) === type)
  return (
    has('function', 'updateForViewport', 'updateViewportLines', 'measure') &&
    has('number', 'scaleY') &&
    has('object', 'heightMap', 'heightOracle') &&
    Array.isArray(Reflect.get(insides, 'viewports'))
  )
}
