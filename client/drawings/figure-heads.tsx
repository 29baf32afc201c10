// The heads of people's figures: the part behind the face, and the part over it. The head is a circle of 13
// around 20, 21; `turn` is how far the face is turned to the right, in pixels, and from behind there is none.
import type { ReactNode } from 'react'
import type { Figure } from '../../shared/world/figures.ts'

export interface FigureHead {
  /** Behind the head: long hair, ears. */
  readonly behind?: ReactNode
  /** Over the head, under the eyes. */
  readonly over: (turn: number) => ReactNode
  /** Over the eyes: for a hat with a brim. */
  readonly brim?: (turn: number) => ReactNode
  /** From behind, over the whole head. */
  readonly back: ReactNode
  /** The face's material. */
  readonly face: 'skin' | 'fur' | 'metal'
}

const along = (x: number): string => `translate(${x})`

export const HEADS: Readonly<Record<Figure, FigureHead>> = {
  person: {
    face: 'skin',
    over: (turn) => (
      <path
        className="f-hair"
        transform={along(turn / 3)}
        d="M7.4 19.5C6.6 11 12 6.6 20 6.6S33.4 11 32.6 19.5c-1.6-3.4-3.3-5.2-5.2-6.1-4 1.6-9.6 1.8-14.1.4-2.3.9-4.2 2.6-5.9 5.7z"
      />
    ),
    back: (
      <path
        className="f-hair"
        d="M7 20C6.4 11 12 6.6 20 6.6S33.6 11 33 20c0 5-2 9-5 10.5-4 1.5-12 1.5-16 0-3-1.5-5-5.5-5-10.5z"
      />
    ),
  },
  'person-bob': {
    face: 'skin',
    behind: <path className="f-gold" d="M5.5 34C4 20 7 5.8 20 5.8S36 20 34.5 34c-4 2.2-25 2.2-29 0z" />,
    over: (turn) => (
      <path
        className="f-gold"
        transform={along(turn / 3)}
        d="M7.2 20C6.6 11 12 6.4 20 6.4S33.4 11 32.8 20c-1-2.6-2.4-4.6-4.3-5.6-6.5.8-12.5-.2-16-2.6-1.5 3-3.2 5.6-5.3 8.2z"
      />
    ),
    back: <path className="f-gold" d="M5.5 34C4 20 7 5.8 20 5.8S36 20 34.5 34c-4 2.2-25 2.2-29 0z" />,
  },
  'person-curls': {
    face: 'skin',
    behind: (
      <path
        className="f-dark"
        d="M8 30c-4-1-5-5-3-8-3-3-2-7 1.5-8.5C6 9 10 6 13.5 7c2-4 8-5 11-1.5C29 4 33 7 33 11c4 1 5.5 5.5 3 8.5 2.5 3 1.5 7.5-2.5 9-4 3-21 4-25.5 1.5z"
      />
    ),
    over: (turn) => (
      <path
        className="f-dark"
        transform={along(turn / 3)}
        d="M7.5 19c-2-6 2-10 6-11 2-3.5 9-4.5 12-1.5 5 .5 8.5 6 7 12-2-1-3.5-2-4-3.5-3 1.5-5.5 1-7-.5-2 2-5 2-7 .5-1.5 2.5-4 4-7 4z"
      />
    ),
    back: (
      <path
        className="f-dark"
        d="M8 30c-4-1-5-5-3-8-3-3-2-7 1.5-8.5C6 9 10 6 13.5 7c2-4 8-5 11-1.5C29 4 33 7 33 11c4 1 5.5 5.5 3 8.5 2.5 3 1.5 7.5-2.5 9-4 3-21 4-25.5 1.5z"
      />
    ),
  },
  'person-cap': {
    face: 'skin',
    over: () => <path className="f-who" d="M7 16C7.2 9 12.2 5.5 20 5.5S32.8 9 33 16z" />,
    brim: (turn) => (
      <path
        className="f-who"
        transform={along(turn * 1.3)}
        d="M8.5 13.4c7-2 16-2 23 0 2 .6 2 3.4 0 3.6-8 .8-15 .8-23 0-2-.2-2-3 0-3.6z"
      />
    ),
    back: (
      <>
        <path
          className="f-hair"
          d="M7.2 20c0 6 3 10.5 5.5 11.3 4 1.2 10.5 1.2 14.6 0 2.5-.8 5.5-5.3 5.5-11.3z"
        />
        <path className="f-who" d="M6.6 20.5C6 10 12 5.5 20 5.5s14 4.5 13.4 15c-8 1.6-18.8 1.6-26.8 0z" />
        <path className="f-line" d="M16.5 20.8c1-3 6-3 7 0" />
      </>
    ),
  },
  'person-hat': {
    face: 'skin',
    over: (turn) => (
      <path
        className="f-hair"
        transform={along(turn / 3)}
        d="M7.2 23c-.6-4 .4-7 1.6-9h22.4c1.2 2 2.2 5 1.6 9-1.4-1-2.2-3-2.6-5H9.8c-.4 2-1.2 4-2.6 5z"
      />
    ),
    brim: () => (
      <>
        <path className="f-who" d="M10.5 15.5C10 6 13 3.5 20 3.5s10 2.5 9.5 12z" />
        <path className="f-ribbon" d="M10.6 12.5h18.8v3.5H10.6z" />
        <path className="f-who" d="M2 16.5c0-2.2 36-2.2 36 0 0 3-36 3-36 0z" />
      </>
    ),
    back: (
      <>
        <path
          className="f-hair"
          d="M7.2 18c-.4 7 3 12.5 5.5 13.3 4 1.2 10.5 1.2 14.6 0 2.5-.8 5.9-6.3 5.5-13.3z"
        />
        <path className="f-who" d="M10.5 15.5C10 6 13 3.5 20 3.5s10 2.5 9.5 12z" />
        <path className="f-ribbon" d="M10.6 12.5h18.8v3.5H10.6z" />
        <path className="f-who" d="M2 16.5c0-2.2 36-2.2 36 0 0 3-36 3-36 0z" />
      </>
    ),
  },
  'person-cat': {
    face: 'fur',
    behind: (
      <>
        <path className="f-fur" d="M7.5 18L6.8 4.5 17 9.5zM32.5 18l.7-13.5L23 9.5z" />
        <path className="f-blush" d="M9.3 12.5L9 8l3.5 2zM30.7 12.5L31 8l-3.5 2z" />
      </>
    ),
    over: (turn) => (
      <g transform={along(turn)}>
        <path className="f-nose" d="M18.6 25.5h2.8L20 27.2z" />
        <path className="f-line" d="M11.5 26l-5-.8M11.5 28l-4.5 1M28.5 26l5-.8M28.5 28l4.5 1" />
      </g>
    ),
    back: <path className="f-line" d="M16 9.5v4M20 8.5v5M24 9.5v4" />,
  },
  'person-rabbit': {
    face: 'fur',
    behind: (
      <>
        <path
          className="f-fur"
          d="M12 13C7 6 8-4 11.5-4.5S17 4 17.5 11zM28 13c5-7 4-17 .5-17.5S23 4 22.5 11z"
        />
        <path
          className="f-blush"
          d="M12.8 8C11 4 11-.5 12.2-1s2.6 4 2.8 8zM27.2 8c1.8-4 1.8-8.5.6-9s-2.6 4-2.8 8z"
        />
      </>
    ),
    over: (turn) => (
      <g transform={along(turn)}>
        <path className="f-nose" d="M18.6 25h2.8L20 26.7z" />
        <path className="f-tooth" d="M18.2 28h3.6v3h-3.6z" />
        <path className="f-line" d="M20 28v3" />
      </g>
    ),
    back: (
      <path
        className="f-fur"
        d="M12 13C7 6 8-4 11.5-4.5S17 4 17.5 11zM28 13c5-7 4-17 .5-17.5S23 4 22.5 11z"
      />
    ),
  },
  'person-robot': {
    face: 'metal',
    behind: (
      <>
        <path className="f-line" d="M20 9V3" />
        <circle className="f-gold" cx="20" cy="2" r="2.6" />
        <path className="f-metal" d="M4 18h4v8H4zM32 18h4v8h-4z" />
      </>
    ),
    over: (turn) => (
      <g transform={along(turn)}>
        <path
          className="f-screen"
          d="M11.5 16.5h17c1.5 0 2 .5 2 2v6c0 1.5-.5 2-2 2h-17c-1.5 0-2-.5-2-2v-6c0-1.5.5-2 2-2z"
        />
        <path className="f-line" d="M16 30h8" />
      </g>
    ),
    back: <path className="f-line" d="M13 16h14M13 20h14M13 24h14" />,
  },
}
