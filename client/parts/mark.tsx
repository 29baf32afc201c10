// The sign of Inkland: a drop of ink on a page.
export function Mark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path d="M12 2.5c3.2 5 7 8.5 7 12.7a7 7 0 0 1-14 0C5 11 8.8 7.5 12 2.5Z" fill="var(--accent)" />
      <path
        d="M8.3 15.3c0 2.3 1.5 3.7 3.6 3.9"
        fill="none"
        stroke="var(--paper)"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
    </svg>
  )
}
