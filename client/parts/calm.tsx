// A calm full page: the situation, and the actions in it.
import { useLayoutEffect, type ReactNode } from 'react'
import { endFirstLines } from '../device/first-view.ts'
import { Mark } from './mark.tsx'
import './button.css'
import './calm.css'

interface CalmProps {
  readonly title: string
  readonly text: string
  readonly children?: ReactNode
}

export function Calm({ title, text, children }: CalmProps) {
  useLayoutEffect(() => void endFirstLines(), [])
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
