// Bounds for one account alone, larger or smaller.
import { useState } from 'react'
import { OwnBounds, type StorageLine, type StoragePage } from '../../../shared/wire/api/admin-bodies.ts'
import { amountWords } from '../../../shared/wire/api/storage-amounts.ts'
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
  const [perDay, setPerDay] = useState(mbOrNone(own.bytesPerDay))
  const [inAll, setInAll] = useState(mbOrNone(own.bytesPerAccount))
  const [pictures, setPictures] = useState(mbOrNone(own.pictureBytesPerAccount))
  const form = useForm({
    schema: OwnBounds,
    body: () => ({
      bytesPerDay: bytesOrNone(perDay),
      bytesPerAccount: bytesOrNone(inAll),
      pictureBytesPerAccount: bytesOrNone(pictures),
    }),
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
          value={perDay}
          onText={setPerDay}
          trouble={troubleOf('bytesPerDay', 1)}
          inputMode="numeric"
        />
        <Field
          label="Most in total"
          hint={`Everyone: ${amountWords(usual.bytesPerAccount)}. Pages, history and pictures together.`}
          value={inAll}
          onText={setInAll}
          trouble={troubleOf('bytesPerAccount', 1)}
          inputMode="numeric"
        />
        <Field
          label="Most pictures"
          hint={`Everyone: ${amountWords(usual.pictureBytesPerAccount)}.`}
          value={pictures}
          onText={setPictures}
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
