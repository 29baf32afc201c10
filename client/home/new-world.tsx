// Making a world: its title, the address that comes of it, shown while one types, and what it begins with.
import { useState, type FormEvent } from 'react'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { wordsOf } from '../api/request.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { makeWorld } from '../api/worlds-api.ts'
import { TitleField } from '../parts/title-field.tsx'
import type { Template } from '../../shared/wire/api/template-bodies.ts'
import { TemplateChoice } from './template-choice.tsx'

interface NewWorldProps {
  readonly open: boolean
  readonly onClose: () => void
  /** `isBlank`: there is nothing to see yet, and one begins to write. */
  readonly onMade: (world: WorldSummary, isBlank: boolean) => void
}

export function NewWorldCard({ open, onClose, onMade }: NewWorldProps) {
  return (
    <Card title="New world" open={open} onClose={onClose} isWide>
      <NewWorldForm onMade={onMade} />
    </Card>
  )
}

function NewWorldForm({ onMade }: Pick<NewWorldProps, 'onMade'>) {
  const [title, setTitle] = useState('')
  const [template, setTemplate] = useState<Template | null>(null)
  const [runsCode, setRunsCode] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  /** A title that nobody typed goes with its template. */
  function choose(chosen: Template | null): void {
    if (title.trim() === '' || title === template?.title) setTitle(chosen?.title ?? '')
    setTemplate(chosen)
    setRunsCode(false)
  }
  function make(event: FormEvent): void {
    event.preventDefault()
    setBusy(true)
    makeWorld({ title, ...(template !== null && { template: template.name, runsCode }) }).then(
      (made) => onMade(made, template === null),
      (error: unknown) => {
        setTrouble(wordsOf(error))
        setBusy(false)
      },
    )
  }
  return (
    <form className="stack" onSubmit={make}>
      <TitleField
        title={title}
        onTitle={setTitle}
        trouble={trouble}
        placeholder="The garden behind the school"
      />
      <TemplateChoice chosen={template} onChoose={choose} />
      {template !== null && template.by !== null && (
        <label className="template-code">
          <input type="checkbox" checked={runsCode} onChange={(event) => setRunsCode(event.target.checked)} />
          <span>
            Let its programs run. They are {template.by}’s, and did not come with this node. They can act in
            your new world only; otherwise they sleep until you wake them.
          </span>
        </label>
      )}
      <div className="card-foot">
        <Button type="submit" look="main" disabled={busy || title.trim() === ''}>
          Create world
        </Button>
      </div>
    </form>
  )
}
