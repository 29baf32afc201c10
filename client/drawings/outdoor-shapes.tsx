// The drawings of things under the sky. How they are drawn: thing-shapes.tsx.
export const OUTDOORS = {
  stone: (
    <>
      <path
        className="s-stone"
        d="M8 50c0-9 5-12 8-20 3-7 9-11 17-10 9 1 13 7 16 14 3 6 7 9 7 16 0 5-3 8-8 8H16c-5 0-8-3-8-8z"
      />
      <path className="s-shade" d="M40 22c5 3 7 7 9 12 3 6 7 9 7 16 0 5-3 8-8 8H30c14-2 18-20 10-36z" />
      <path className="s-ink" d="M20 36c2-4 4-7 8-8" />
    </>
  ),
  lantern: (
    <>
      <circle className="s-glow" cx="32" cy="34" r="22" />
      <path className="s-open" d="M26 11c0-9 12-9 12 0" />
      <path className="s-gold" d="M22 22h20v28H22z" />
      <path className="s-red" d="M32 29c5 6 5 12 0 16-5-4-5-10 0-16z" />
      <path className="s-ink" d="M25 22v28M39 22v28" />
      <path className="s-slate" d="M18 22l7-11h14l7 11zM18 50h28v8H18z" />
      <path className="s-shade" d="M36 11h3l7 11h-7zM39 22h3v28h4v8h-9z" />
    </>
  ),
  fence: (
    <>
      <path className="s-wood" d="M2 30h60v6H2zM2 45h60v6H2z" />
      <path className="s-shade" d="M2 34h60v2H2zM2 49h60v2H2z" />
      <path className="s-wood" d="M7 24l5-7 5 7v34H7zM27 24l5-7 5 7v34H27zM47 24l5-7 5 7v34H47z" />
      <path className="s-shade" d="M12 17l5 7v34h-4zM32 17l5 7v34h-4zM52 17l5 7v34h-4z" />
    </>
  ),
  bridge: (
    <>
      <path className="s-stone" d="M3 58V36c9-10 18-15 29-15s20 5 29 15v22H49c0-11-7-17-17-17s-17 6-17 17z" />
      <path className="s-shade" d="M40 22c8 2 14 7 21 14v22H49c0-9-4-14-11-16 6-5 6-13 2-20z" />
      <path className="s-stone" d="M3 37v-8c9-9 18-14 29-14s20 5 29 14v8c-9-10-18-15-29-15S12 27 3 37z" />
      <path className="s-ink" d="M10 44h5M8 51h4M22 34l3 5M32 30v6M42 34l-3 5M50 45h5M52 52h4" />
    </>
  ),
  boat: (
    <>
      <path className="s-wood" d="M30 4h4v40h-4z" />
      <path className="s-paper" d="M37 8c10 7 16 16 18 28H37z" />
      <path className="s-shade" d="M44 14c6 6 10 13 11 22H44c2-7 2-14 0-22z" />
      <path className="s-red" d="M27 14v22H12c2-9 7-16 15-22z" />
      <path className="s-wood" d="M5 41h54c-2 10-7 17-15 17H20C12 58 7 51 5 41z" />
      <path className="s-shade" d="M42 41h17c-2 10-7 17-15 17h-8c5-4 7-10 6-17z" />
      <path className="s-ink" d="M8 47h47" />
    </>
  ),
  flower: (
    <>
      <path className="s-leaf" d="M30.5 30h3v28h-3z" />
      <path
        className="s-leaf"
        d="M31 54c-9 1-14-4-15-12 9 0 14 4 15 12zM33 50c8 0 13-4 14-11-8 0-13 4-14 11z"
      />
      <path
        className="s-red"
        d="M32 21C24 14 27 5 32 5s8 9 0 16zM32 21c3-10 13-10 14.5-5S41 26 32 21zM32 21c10 2 12 11 8 14s-11-4-8-14zM32 21c3 10-4 17-8 14s-2-12 8-14zM32 21c-9 5-16 0-14.5-5S29 11 32 21z"
      />
      <circle className="s-gold" cx="32" cy="21" r="5.5" />
      <path
        className="s-shade"
        d="M46.5 16C48 21 41 26 36 24c4 3 7 8 4 11-2 1.5-5 0-7-3 6-4 8-12 4-19 5-3 9 0 9.5 3z"
      />
    </>
  ),
  mushroom: (
    <>
      <path className="s-paper" d="M25 36h14c0 8 2 15 5 22H20c3-7 5-14 5-22z" />
      <path className="s-shade" d="M34 36h5c0 8 2 15 5 22H34c2-7 2-14 0-22z" />
      <path className="s-red" d="M5 35C5 19 16 7 32 7s27 12 27 28c-9 5-45 5-54 0z" />
      <path className="s-shade" d="M45 11c9 4 14 13 14 24-6 3-15 4-24 4 11-5 15-17 10-28z" />
      <circle className="s-paper" cx="25" cy="19" r="5" />
      <circle className="s-paper" cx="42" cy="21" r="3.5" />
      <circle className="s-paper" cx="15" cy="31" r="3" />
      <circle className="s-paper" cx="33" cy="32" r="3.5" />
      <circle className="s-paper" cx="51" cy="31" r="3" />
    </>
  ),
  cloud: (
    <>
      <path
        className="s-paper"
        d="M15 42C8 42 3 38 3 32s5-10 11-10C15 13 22 8 30 8c9 0 15 5 17 13 8 0 14 4 14 11s-5 10-12 10z"
      />
      <path className="s-shade" d="M6 38c7 1 13 0 18-3 9 4 24 3 37-4 0 7-5 11-12 11H15c-4 0-7-1-9-4z" />
      <path className="s-ink" d="M22 24c1-4 4-6 8-6" />
    </>
  ),
  statue: (
    <>
      <circle className="s-stone" cx="32" cy="14" r="8.5" />
      <path className="s-stone" d="M19 48c-1-13 1-21 7-24h12c6 3 8 11 7 24z" />
      <path
        className="s-shade"
        d="M36 6.5A8.5 8.5 0 0 1 33 22.5l5 1.5c6 3 8 11 7 24H34c4-8 3-17-1-25 5-4 6-11 3-16.5z"
      />
      <path className="s-ink" d="M26 48V35M38 48V35" />
      <path className="s-stone" d="M16 47h32v5H16zM12 52h40v6H12z" />
      <path className="s-shade" d="M40 47h8v5h4v6H40z" />
    </>
  ),
}
