// Saying no to an offer, with a word for the person who made it. Then it is gone.
import { useState } from 'react'
import { DeclineOffer } from '../../../../shared/wire/api/draft-offer-bodies.ts'
import type { Address } from '../../../../shared/world/address.ts'
import { declineOffer } from '../../../api/draft-offers-api.ts'
import { go, pathOfWorld } from '../../../navigation/route.ts'
import { notify } from '../../../notices/notices.ts'
import { Button } from '../../../parts/button.tsx'
import { Field } from '../../../parts/field.tsx'
import { useForm } from '../../../parts/requests/use-form.ts'
import { Trouble } from '../../../parts/trouble.tsx'

interface DeclineFormProps {
  readonly offer: Address
  /** The world that it is made to; null: one that is not seen. */
  readonly parent: Address | null
}

export function DeclineForm({ offer, parent }: DeclineFormProps) {
  const [words, setWords] = useState('')
  const { onSubmit, isBusy, trouble } = useForm({
    schema: DeclineOffer,
    body: () => ({ words }),
    async send(body) {
      await declineOffer(offer, body)
      notify({ text: 'The offer was declined.' })
      if (parent !== null) go(pathOfWorld(parent))
    },
  })
  return (
    <form className="drafts-new" onSubmit={onSubmit}>
      <Field
        label="Decline, with a word"
        value={words}
        onText={setWords}
        placeholder="Not this year"
        trouble={trouble('words')}
        inside={
          <Button type="submit" disabled={isBusy}>
            Decline
          </Button>
        }
      />
      <Trouble text={trouble('form')} />
    </form>
  )
}
