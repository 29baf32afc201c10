// Bounds for one account alone, larger or smaller.
import { OwnBoundsChange, type StorageLine, type StoragePage } from '../../../shared/wire/api/admin-bodies.ts'
import { amountWords } from '../../../shared/wire/api/storage-amounts.ts'
import { useTypedTexts } from '../../browser/use-typed-texts.ts'
import { useForm } from '../../parts/requests/use-form.ts'
import { notify } from '../../notices/notices.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { changeBounds } from '../../api/admin-api.ts'
import { fromMb, inMb } from '../frame/megabytes.ts'

interface BoundsCardProps {
  readonly account: string
  readonly own: StorageLine['own']
  readonly usual: Pick<StoragePage, 'bytesPerDay' | 'bytesPerAccount' | 'pictureBytesPerAccount'>
  readonly onClose: () => void
  readonly onSaved: () => void
}

export default function BoundsCard({ account, own, usual, onClose, onSaved }: BoundsCardProps) {
  const { shown, onText, isChanged, meanwhile } = useTypedTexts({
    bytesPerDay: mbOrNone(own.bytesPerDay),
    bytesPerAccount: mbOrNone(own.bytesPerAccount),
    pictureBytesPerAccount: mbOrNone(own.pictureBytesPerAccount),
  })
  const form = useForm({
    schema: OwnBoundsChange,
    body: () =>
      Object.fromEntries(
        Object.entries(shown).flatMap(([field, text]) =>
          isChanged(field) ? [[field, bytesOrNone(text)]] : [],
        ),
      ),
    send: async (body) => {
      await changeBounds(account, body)
      notify({ text: `The limits of ${account} are saved and in effect.` })
      onClose()
      onSaved()
    },
  })
  const troubleOf = (field: string, least: number): string | null =>
    form.trouble(field) === null ? null : `A whole number from ${least} to 1,000,000, or nothing.`
  return (
    <Card title={`Limits of ${account}`} open onClose={onClose}>
      <form className="stack" noValidate onSubmit={form.onSubmit}>
        <p className="card-text">
          In MB. Leave a field empty for the limit that holds for everyone. A lower limit removes nothing that
          is already there.
        </p>
        <Field
          label="Most in a day"
          hint={`Everyone: ${amountWords(usual.bytesPerDay)}. What is written beyond it waits on their device.`}
          value={shown.bytesPerDay}
          onText={onText('bytesPerDay')}
          meanwhile={meanwhile('bytesPerDay')}
          trouble={troubleOf('bytesPerDay', 1)}
          inputMode="numeric"
        />
        <Field
          label="Most in total"
          hint={`Everyone: ${amountWords(usual.bytesPerAccount)}. Pages, history and pictures together.`}
          value={shown.bytesPerAccount}
          onText={onText('bytesPerAccount')}
          meanwhile={meanwhile('bytesPerAccount')}
          trouble={troubleOf('bytesPerAccount', 1)}
          inputMode="numeric"
        />
        <Field
          label="Most pictures"
          hint={`Everyone: ${amountWords(usual.pictureBytesPerAccount)}.`}
          value={shown.pictureBytesPerAccount}
          onText={onText('pictureBytesPerAccount')}
          meanwhile={meanwhile('pictureBytesPerAccount')}
          trouble={troubleOf('pictureBytesPerAccount', 0)}
          inputMode="numeric"
        />
        <Trouble text={form.trouble('form')} />
        <div className="card-foot">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" look="main" aria-busy={form.isBusy}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  )
}

const mbOrNone = (bytes: number | null): string => (bytes === null ? '' : inMb(bytes))
const bytesOrNone = (text: string): number | null => (text.trim() === '' ? null : fromMb(text))
