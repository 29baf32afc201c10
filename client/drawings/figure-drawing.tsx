// A person's figure: a round body in their colour and a head that looks where they go. 40 by 56, its foot at
// 52; the style sheet is told the colour (`--who`).
import type { Facing } from '../../shared/world/place.ts'
import { figureFor } from '../../shared/world/figures.ts'
import { HEADS, type FigureHead } from './figure-heads.tsx'
import './figures.css'

interface FigureDrawingProps {
  /** As a look names it. */
  readonly sprite: string
  readonly facing: Facing
  readonly isKneeling: boolean
}

/** How far the face is turned, in pixels. */
const TURN: Readonly<Record<Facing, number>> = { left: -5, right: 5, up: 0, down: 0 }
/** How much lower a kneeling person's head is. */
const KNEELS = 9

export function FigureDrawing({ sprite, facing, isKneeling }: FigureDrawingProps) {
  const head = HEADS[figureFor(sprite)]
  const turn = TURN[facing]
  return (
    <svg className="figure-drawing" viewBox="0 0 40 56" aria-hidden="true" focusable="false">
      {isKneeling ? <Kneeling /> : <UprightFigure turn={turn} />}
      <g transform={isKneeling ? `translate(0 ${KNEELS})` : undefined}>
        {facing === 'up' ? <Behind head={head} /> : <Face head={head} turn={turn} />}
      </g>
      {isKneeling && <Page />}
    </svg>
  )
}

function UprightFigure({ turn }: { readonly turn: number }) {
  return (
    <>
      <path
        className="f-feet"
        transform={`translate(${turn / 2.5})`}
        d="M11 49.5h7.5v3c0 .8-7.5.8-7.5 0zM21.5 49.5h7.5v3c0 .8-7.5.8-7.5 0z"
      />
      <path className="f-who" d="M8.5 49C7.5 38 11 30 20 30s12.5 8 11.5 19c-4 2.4-19 2.4-23 0z" />
      <path className="f-shade" d="M24 30.8c5.5 2 8.3 9 7.5 18.2-1.5 1-4.5 1.5-7.5 1.7 3-6 3-14 0-19.9z" />
    </>
  )
}

function Kneeling() {
  return (
    <>
      <path className="f-who" d="M5.5 50.5c0-7.5 5-12.5 14.5-12.5s14.5 5 14.5 12.5c-4 2.5-25 2.5-29 0z" />
      <path className="f-shade" d="M26 39c5.5 1.8 8.5 6 8.5 11.5-2 1-6 1.5-10.5 1.8 4-4 4.5-9 2-13.3z" />
    </>
  )
}

/** The page that they write on. */
function Page() {
  return (
    <>
      <path className="f-page" d="M11 45h18l2 8H9z" />
      <path className="f-line" d="M14 48h9M13.5 50.5h12" />
    </>
  )
}

function Face({ head, turn }: { readonly head: FigureHead; readonly turn: number }) {
  const x = 20 + turn
  return (
    <>
      {head.behind}
      <Skull head={head} />
      {head.over(turn)}
      <ellipse className="f-eye" cx={x - 4.6} cy="21.5" rx="1.7" ry="2.3" data-face={head.face} />
      <ellipse className="f-eye" cx={x + 4.6} cy="21.5" rx="1.7" ry="2.3" data-face={head.face} />
      {head.face === 'skin' && <path className="f-line" d={`M${x - 2.2} 27.6q2.2 1.7 4.4 0`} />}
      {head.brim?.(turn)}
    </>
  )
}

function Behind({ head }: { readonly head: FigureHead }) {
  return (
    <>
      {head.behind}
      <Skull head={head} />
      {head.back}
    </>
  )
}

function Skull({ head: { face } }: { readonly head: FigureHead }) {
  if (face === 'metal') return <rect className="f-metal" x="7.5" y="9" width="25" height="24" rx="5" />
  return <circle className={face === 'fur' ? 'f-fur' : 'f-skin'} cx="20" cy="20.5" r="13" />
}
