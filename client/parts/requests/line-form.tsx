// A form of one line with its button in it: a draft's title, a comment, a word with an offer.
import { Button } from '../button.tsx'
import { Field } from '../field.tsx'
import type { Form } from './use-form.ts'
import { Trouble } from '../trouble.tsx'

interface LineFormProps {
  readonly form: Form
  /** What the body calls the line. */
  readonly field: string
  readonly label: string
  readonly value: string
  readonly onText: (text: string) => void
  readonly placeholder?: string
  readonly yes: string
  readonly look?: 'plain' | 'main'
  readonly className: string
}

export function LineForm(props: LineFormProps) {
  const { form, field, label, value, onText, placeholder, yes, look = 'plain', className } = props
  return (
    <form className={className} onSubmit={form.onSubmit}>
      <Field
        label={label}
        value={value}
        onText={onText}
        {...(placeholder !== undefined && { placeholder })}
        trouble={form.trouble(field)}
        inside={
          <Button type="submit" look={look} disabled={form.isBusy}>
            {yes}
          </Button>
        }
      />
      <Trouble text={form.trouble('form')} />
    </form>
  )
}
