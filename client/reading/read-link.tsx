// A link in the reading view. It leads where the page's own would, and is as careful; a link within this
// world stays in the reading view.
import type { NamedPicture } from '../../shared/folder/links/named-pictures.ts'
import { createContext, use, type MouseEvent, type ReactNode } from 'react'

interface LinkAction {
  /** Where a browser's own ways (a new tab) lead; null: nowhere from here. */
  readonly path: string | null
  readonly isOutside: boolean
  /** Nothing has the name that it says; a press makes it. */
  readonly isUnknown: boolean
  /** The note about it. */
  readonly words: string
}

export interface Leading {
  readonly tell: (href: string) => LinkAction
  readonly follow: (href: string) => void
  /** The picture that a page means by a name. */
  readonly pictureNamed: (name: string) => NamedPicture | null
}

export const LeadingContext = createContext<Leading | null>(null)

interface ReadLinkProps {
  readonly href: string
  /** A further note. */
  readonly note?: string | null
  readonly children: ReactNode
}

export function Way({ href, note = null, children }: ReadLinkProps) {
  const leading = use(LeadingContext)
  const led = leading?.tell(href)
  if (!leading || !led) return children
  const said = note === null ? led.words : `${note} ${led.words}`
  if (led.path === null) {
    return (
      <span className="read-lost" title={said}>
        {children}
      </span>
    )
  }
  if (led.isOutside) {
    return (
      <a className="read-way" href={led.path} target="_blank" rel="noopener noreferrer" title={said}>
        {children}
        <span className="read-outside" aria-hidden="true" />
        <span className="unseen"> (opens in a new tab)</span>
      </a>
    )
  }
  function onClick(event: MouseEvent): void {
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (!isPlain) return
    event.preventDefault()
    leading?.follow(href)
  }
  return (
    <a
      className={led.isUnknown ? 'read-way read-unknown' : 'read-way'}
      href={led.path}
      title={said}
      onClick={onClick}
    >
      {children}
    </a>
  )
}
