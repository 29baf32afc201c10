// The name of a group: of a new one, or of one that is there.
import { GROUP_NAME_MAX, GroupNamed } from '../../../shared/wire/api/group-bodies.ts'
import { useTypedText } from '../../browser/use-typed-texts.ts'
import { useForm } from '../../parts/requests/use-form.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'

interface NameCardProps {
  readonly title: string
  readonly send: string
  readonly name?: string
  readonly onName: (body: GroupNamed) => Promise<void>
  readonly onClose: () => void
}

export function NameCard({ title, send, name: before = '', onName, onClose }: NameCardProps) {
  const { text, onText, changed, meanwhile } = useTypedText(before)
  const form = useForm({
    schema: GroupNamed,
    body: () => ({ name: text }),
    send: async (body) => (changed === null ? onClose() : onName(body)),
    fields: { taken: 'name', name: 'name' },
  })
  return (
    <Card title={title} open onClose={onClose}>
      <form className="stack" onSubmit={form.onSubmit} noValidate>
        <Field
          label="Name"
          hint="Its members see it, and owners of worlds that it is let into."
          value={text}
          onText={onText}
          meanwhile={meanwhile}
          trouble={form.trouble('name')}
          maxLength={GROUP_NAME_MAX}
        />
        <Trouble text={form.trouble('form')} />
        <div className="card-foot">
          <Button type="submit" look="main" aria-busy={form.isBusy}>
            {send}
          </Button>
        </div>
      </form>
    </Card>
  )
}
