// A calm full page: the situation, and the actions in it.
import type { ReactNode } from 'react'
import { Mark } from './mark.tsx'
import './button.css'
import './calm.css'

interface CalmProps {
  readonly title: string
  readonly text: string
  readonly children?: ReactNode
}

export function Calm({ title, text, children }: CalmProps) {
  return (
    <main className="calm">
      <div className="calm-sheet">
        <Mark size={36} />
        <h1 className="calm-title">{title}</h1>
        <p className="calm-text">{text}</p>
        {children !== undefined && <div className="calm-ways">{children}</div>}
      </div>
    </main>
  )
}
