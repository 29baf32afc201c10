// The drawings of things: flat, in one hand. Each stands in a box of 64 by 64 with its foot at 58; light
// comes from the upper left. A class names what a shape is made of; drawing-sheet.tsx has the colours.
import type { ReactNode } from 'react'
import type { FirstSprite } from './drawn-sprites.ts'

export const FIRST_DRAWINGS = {
  lamp: (
    <>
      <circle className="s-glow" cx="32" cy="19" r="17" />
      <path className="s-slate" d="M30 30h4v22h-4z" />
      <path className="s-slate" d="M22 58c0-4 4-6 10-6s10 2 10 6z" />
      <path className="s-gold" d="M24 8h16l6 20H18z" />
      <path className="s-shade" d="M34 8h6l6 20h-9z" />
    </>
  ),
  bench: (
    <>
      <path className="s-slate" d="M12 42h4v16h-4zM48 42h4v16h-4z" />
      <path className="s-wood" d="M9 26h46v6H9zM9 17h46v6H9z" />
      <path className="s-slate" d="M14 15h3v24h-3zM47 15h3v24h-3z" />
      <path className="s-wood" d="M6 38h52v6H6z" />
      <path className="s-shade" d="M6 42h52v2H6z" />
    </>
  ),
  tree: (
    <>
      <path className="s-wood" d="M28 38h8l2 20H26z" />
      <path
        className="s-leaf"
        d="M32 4c8 0 13 5 13 11 6 1 9 6 9 11 0 8-6 13-13 13-3 3-15 3-18 0-7 0-13-5-13-13 0-5 3-10 9-11 0-6 5-11 13-11z"
      />
      <path className="s-shade" d="M45 15c6 1 9 6 9 11 0 8-6 13-13 13-3 3-9 3-13 1 11-1 19-10 17-25z" />
    </>
  ),
  chest: (
    <>
      <path className="s-wood" d="M8 32h48v24H8z" />
      <path className="s-wood" d="M8 32c0-9 6-15 14-15h20c8 0 14 6 14 15z" />
      <path className="s-shade" d="M44 17c7 1 12 7 12 15v24H46V32c0-6 0-11-2-15z" />
      <path className="s-gold" d="M8 30h48v5H8zM28 29h8v11h-8z" />
      <path className="s-ink" d="M32 33v3" />
    </>
  ),
  sign: (
    <>
      <path className="s-wood" d="M29 34h6v24h-6z" />
      <path className="s-paper" d="M8 12h40l9 11-9 11H8z" />
      <path className="s-ink" d="M15 20h22M15 26h16" />
    </>
  ),
  door: (
    <>
      <path className="s-stone" d="M12 58V25C12 13 21 6 32 6s20 7 20 19v33z" />
      <path className="s-wood" d="M18 58V26c0-9 6-14 14-14s14 5 14 14v32z" />
      <path className="s-shade" d="M36 13c6 2 10 6 10 13v32H36z" />
      <path className="s-ink" d="M27 15v43M36 13v45" />
      <circle className="s-gold" cx="41" cy="38" r="2.5" />
    </>
  ),
  book: (
    <>
      <path className="s-red" d="M10 20c8-3 16-2 22 3 6-5 14-6 22-3v34c-8-3-16-2-22 3-6-5-14-6-22-3z" />
      <path className="s-paper" d="M13 16c7-2 14-1 19 4 5-5 12-6 19-4v33c-7-2-14-1-19 4-5-5-12-6-19-4z" />
      <path className="s-shade" d="M32 20c5-5 12-6 19-4v33c-7-2-14-1-19 4z" />
      <path
        className="s-ink"
        d="M32 20v33M18 24c3 0 6 0 9 2M18 31c3 0 6 0 9 2M37 26c3-2 6-2 9-2M37 33c3-2 6-2 9-2"
      />
    </>
  ),
  key: (
    <>
      <path
        className="s-gold"
        fillRule="evenodd"
        d="M32 8a12 12 0 0 1 3 23.6V40h7v6h-7v4h7v6h-7v2h-6V31.6A12 12 0 0 1 32 8zm0 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z"
      />
    </>
  ),
  plant: (
    <>
      <path className="s-leaf" d="M31 42C20 40 14 32 15 20c11 1 17 9 16 22z" />
      <path className="s-leaf" d="M33 42c11-2 17-10 16-22-11 1-17 9-16 22z" />
      <path className="s-leaf" d="M32 40c-6-9-6-22 0-32 6 10 6 23 0 32z" />
      <path className="s-shade" d="M33 42c11-2 17-10 16-22-3 10-8 16-16 22z" />
      <path className="s-clay" d="M18 40h28l-4 18H22z" />
      <path className="s-shade" d="M36 40h10l-4 18h-8z" />
    </>
  ),
  cat: (
    <>
      <path className="s-open" d="M46 52c10 1 12-8 8-14" />
      <path className="s-slate" d="M20 58c-4-12-1-22 3-27h18c6 6 9 16 6 27z" />
      <path className="s-slate" d="M18 8l8 6h12l8-6v18c0 8-6 12-14 12s-14-4-14-12z" />
      <path
        className="s-shade"
        d="M38 14l8-6v18c0 8-4 11-9 12 5 6 6 12 5 20h5c3-11 0-21-6-27 5-4 1-12-3-17z"
      />
      <path className="s-light" d="M25 23v4M39 23v4" />
      <path className="s-red" d="M30.5 29h3L32 31z" />
      <path className="s-light" d="M28 50v8M36 50v8" />
    </>
  ),
  box: (
    <>
      <path className="s-wood" d="M8 22l24-9 24 9v26l-24 10L8 48z" />
      <path className="s-shade" d="M32 32l24-10v26L32 58z" />
      <path className="s-ink" d="M8 22l24 10 24-10M32 32v26M20 17.5l24 10" />
    </>
  ),
  table: (
    <>
      <path className="s-wood" d="M12 32h5v26h-5zM47 32h5v26h-5z" />
      <path className="s-wood" d="M5 25h54v8H5z" />
      <path className="s-shade" d="M5 30h54v3H5zM47 33h5v25h-5z" />
      <path className="s-paper" d="M24 20h12v5H24z" />
      <path className="s-red" d="M27 16h11v4H27z" />
    </>
  ),
  house: (
    <>
      <path className="s-clay" d="M42 10h6v12h-6z" />
      <path className="s-paper" d="M12 28h40v30H12z" />
      <path className="s-shade" d="M42 28h10v30H42z" />
      <path className="s-red" d="M32 7L5 30h54z" />
      <path className="s-wood" d="M27 40h10v18H27z" />
      <path className="s-gold" d="M16 36h7v8h-7zM41 36h7v8h-7z" />
    </>
  ),
  ball: (
    <>
      <circle className="s-red" cx="32" cy="38" r="20" />
      <path className="s-paper" d="M14 30c10 6 26 6 36 0 1 3 2 6 2 9-12 6-28 6-40 0 0-3 1-6 2-9z" />
      <path className="s-shade" d="M43 21a20 20 0 1 1-23 33c16 2 28-12 23-33z" />
    </>
  ),
} as const satisfies Record<FirstSprite, ReactNode>
