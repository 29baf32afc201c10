// The shared parts of the admin's pages: a title, advice when something could not be fetched, a search, and
// pages.
import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { PAGE_LINES } from '../../../shared/wire/api/admin-bodies.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import type { RequestState } from '../../parts/requests/use-request.ts'

interface SectionProps {
  readonly title: string
  readonly text?: ReactNode
  /** The actions here, beside the title. */
  readonly ways?: ReactNode
  readonly children: ReactNode
}

export function Section({ title, text, ways, children }: SectionProps) {
  return (
    <>
      <title>{`${title} · Inkland`}</title>
      <header className="admin-head">
        <h1 className="home-title">{title}</h1>
        {ways}
      </header>
      {text !== undefined && <p className="section-text admin-text">{text}</p>}
      {children}
    </>
  )
}

interface AnswerProps<T> {
  readonly asked: RequestState<T>
  readonly onAgain: () => void
  readonly children: (value: T) => ReactNode
}

export function Answer<T>({ asked, onAgain, children }: AnswerProps<T>) {
  switch (asked.state) {
    case 'asking':
      return <div className="admin-waiting" aria-busy="true" />
    case 'failed':
      return (
        <div className="empty">
          <p role="alert">{asked.text}</p>
          <Button onClick={onAgain}>Try again</Button>
        </div>
      )
    case 'here':
      return children(asked.value)
  }
}

interface SearchProps {
  readonly label: string
  readonly value: string
  readonly onText: (text: string) => void
}

export function SearchLine({ label, value, onText }: SearchProps) {
  return (
    <label className="search">
      <Search size={17} aria-hidden="true" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={({ target }) => onText(target.value)}
      />
    </label>
  )
}

interface PagesProps {
  readonly page: number
  readonly total: number
  readonly noun: string
  readonly onPage: (page: number) => void
}

/** Where all are on one page, there are no pages. */
export function Pages({ page, total, noun, onPage }: PagesProps) {
  const first = page * PAGE_LINES
  if (total <= PAGE_LINES) return null
  return (
    <nav className="admin-pages" aria-label="Pages">
      <Button onClick={() => onPage(page - 1)} disabled={page === 0}>
        Previous
      </Button>
      <span>
        {first + 1} to {Math.min(total, first + PAGE_LINES)} of {count(total, noun)}
      </span>
      <Button onClick={() => onPage(page + 1)} disabled={first + PAGE_LINES >= total}>
        Next
      </Button>
    </nav>
  )
}
