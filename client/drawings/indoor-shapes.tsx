// The drawings of things in rooms. How they are drawn: thing-shapes.tsx.
export const INDOORS = {
  cup: (
    <>
      <path className="s-ink" d="M25 18c-3-4 3-6 0-10M35 18c-3-4 3-6 0-10" />
      <path className="s-open" d="M44 31h4c5 0 7 3 7 7s-3 8-8 8h-4" />
      <path className="s-paper" d="M13 25h33v16c0 10-6 17-16.5 17S13 51 13 41z" />
      <path className="s-shade" d="M38 25h8v16c0 10-6 17-16 17 6-4 8-12 8-33z" />
      <ellipse className="s-wood" cx="29.5" cy="25" rx="16.5" ry="4" />
    </>
  ),
  // Wider than the others: it is read.
  board: (
    <>
      <path className="s-wood" d="M24 42h5v16h-5zM83 42h5v16h-5z" />
      <path className="s-shade" d="M24 44h5v4h-5zM83 44h5v4h-5z" />
      <path className="s-wood" d="M3 4h106v40H3z" />
      <path className="s-paper" d="M8 9h96v30H8z" />
    </>
  ),
  // Paper to write on, which lies flat; on the floor it is as large as its box.
  card: <rect className="s-paper" x="2" y="2" width="108" height="58" rx="6" strokeWidth="1.25" />,
  chair: (
    <>
      <path className="s-wood" d="M18 42h4v13h-4zM42 42h4v13h-4z" />
      <path className="s-shade" d="M18 42h4v13h-4zM42 42h4v13h-4z" />
      <path className="s-wood" d="M17 6h5v32h-5zM42 6h5v32h-5z" />
      <path className="s-wood" d="M22 10h20v6H22zM22 21h20v5H22z" />
      <path className="s-shade" d="M42 6h5v32h-5zM22 14h20v2H22zM22 24h20v2H22z" />
      <path className="s-wood" d="M13 42h5v16h-5zM46 42h5v16h-5z" />
      <path className="s-red" d="M15 34h34l3 8H12z" />
      <path className="s-wood" d="M12 42h40v4H12z" />
      <path className="s-shade" d="M46 34h3l3 8v16h-6z" />
    </>
  ),
  bed: (
    <>
      <path className="s-wood" d="M4 20c0-3 8-3 8 0v38H4z" />
      <path className="s-paper" d="M12 38h40v10H12z" />
      <path className="s-paper" d="M13 38c-1-8 3-9 8-8 5 0 7 2 6 8z" />
      <path className="s-red" d="M25 48V38c2-3 6-5 12-5h13c3 0 5 2 5 5v10z" />
      <path className="s-shade" d="M46 33h4c3 0 5 2 5 5v10H42c4-4 5-9 4-15z" />
      <path className="s-ink" d="M30 48V39c1-1 2-2 4-2" />
      <path className="s-wood" d="M4 46h56v6H4zM53 30c0-3 7-3 7 0v28h-7z" />
      <path className="s-shade" d="M12 49h41v3H12zM56 29c2-1 4 0 4 1v28h-4z" />
    </>
  ),
  window: (
    <>
      <path className="s-wood" d="M12 53V22C12 12 20 6 32 6s20 6 20 16v31z" />
      <path className="s-sky" d="M17 53V23c0-7 6-12 15-12s15 5 15 12v30z" />
      <path className="s-shade" d="M38 12c6 2 9 6 9 11v30h-7c3-12 3-28-2-41z" />
      <path className="s-ink" d="M32 11v42M17 31h30" />
      <path className="s-light" d="M21 27l6-7M36 45l6-7" />
      <path className="s-wood" d="M7 52h50v6H7z" />
      <path className="s-shade" d="M7 55h50v3H7z" />
    </>
  ),
  scroll: (
    <>
      <path className="s-paper" d="M15 12h34v42H15z" />
      <path className="s-shade" d="M42 12h7v42h-7zM15 16h34v3H15z" />
      <path className="s-ink" d="M22 26h18M22 33h18M22 40h11" />
      <path className="s-wood" d="M8 9h3v6H8zM53 9h3v6h-3zM8 50h3v6H8zM53 50h3v6h-3z" />
      <path className="s-paper" d="M12 6h40c3 0 3 12 0 12H12c-3 0-3-12 0-12z" />
      <path className="s-paper" d="M12 46h40c3 0 3 12 0 12H12c-3 0-3-12 0-12z" />
      <path className="s-shade" d="M11 13h43c0 3-1 5-2 5H12zM11 53h43c0 3-1 5-2 5H12z" />
    </>
  ),
  coin: (
    <>
      <circle className="s-gold" cx="32" cy="37" r="21" />
      <circle className="s-ink" cx="32" cy="37" r="15.5" />
      <path
        className="s-paper"
        d="M32 27l3 6.6 7.2.8-5.4 4.9 1.5 7.1-6.3-3.6-6.3 3.6 1.5-7.1-5.4-4.9 7.2-.8z"
      />
      <path className="s-shade" d="M45 20.5a21 21 0 1 1-29.5 29.5c18 3 32-12 29.5-29.5z" />
    </>
  ),
}
