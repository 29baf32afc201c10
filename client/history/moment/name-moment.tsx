// Giving a moment a name: a version, which is a flag on the strip.
import { useState, type FormEvent } from 'react'
import type { Revision } from '../../../shared/history/revision.ts'
import { VERSION_NAME_MAX, VERSION_NOTE_MAX } from '../../../shared/world/limits.ts'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { useTimeTravel } from '../use-time-travel.ts'

interface NameMomentProps {
  readonly revision: Revision
  readonly onClose: () => void
}

export function NameMoment({ revision, onClose }: NameMomentProps) {
  const { versions } = useTimeTravel()
  const [name, setName] = useState('')
  const [note, setNote] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  async function keep(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (name.trim() === '') return setTrouble('Give it a name, such as “Before the party”.')
    setBusy(true)
    try {
      await versions.name({
        name: name.trim(),
        revision,
        ...(note.trim() !== '' && { note: note.trim() }),
      })
      onClose()
      notify({ text: `“${name.trim()}” is now a version.` })
    } catch (error) {
      setTrouble(wordsOf(error))
      setBusy(false)
    }
  }
  return (
    <Card title="Name this moment" open onClose={onClose}>
      <form className="name-moment" onSubmit={(event) => void keep(event)} noValidate>
        <Field
          label="Name"
          value={name}
          onText={setName}
          maxLength={VERSION_NAME_MAX}
          trouble={trouble}
          placeholder="Before the party"
        />
        <Field label="Note" value={note} onText={setNote} maxLength={VERSION_NOTE_MAX} hint="If you like." />
        <div className="card-foot">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" look="main" disabled={isBusy}>
            Keep it
          </Button>
        </div>
      </form>
    </Card>
  )
}
