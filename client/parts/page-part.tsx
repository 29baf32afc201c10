// A part of the account's page.
import type { ReactNode } from 'react'
import './page-part.css'

interface PagePartProps {
  readonly title: string
  readonly text?: ReactNode
  readonly children?: ReactNode
}

export function PagePart({ title, text, children }: PagePartProps) {
  return (
    <section className="account-part">
      <h2 className="section-title">{title}</h2>
      {text !== undefined && <p className="section-text">{text}</p>}
      {children}
    </section>
  )
}
