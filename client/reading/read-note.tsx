// The two ends of a footnote in the reading view; a press on one leads to the other.

interface NoteLinkProps {
  readonly label: string
  /** It stands before the words of the note, and leads back. */
  readonly isNote: boolean
}

export function NoteLink({ label, isNote }: NoteLinkProps) {
  function follow({ currentTarget }: { readonly currentTarget: HTMLElement }): void {
    const ends = currentTarget.closest('.read')?.querySelectorAll<HTMLElement>('[data-note]') ?? []
    const other = [...ends].find(
      ({ dataset }) => dataset['note'] === label && (dataset['end'] === 'note') !== isNote,
    )
    other?.scrollIntoView({ block: 'center' })
    other?.focus({ preventScroll: true })
  }
  return (
    <button
      type="button"
      className="read-note"
      aria-label={isNote ? `Footnote ${label}: back to the text` : `Footnote ${label}`}
      data-note={label}
      data-end={isNote ? 'note' : 'text'}
      onClick={follow}
    >
      {label}
    </button>
  )
}
