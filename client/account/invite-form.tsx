// The form of an invitation: for whom, for how many and how long, and into which world.
import { useEffect, useState, type ReactNode } from 'react'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { NewInvitation } from '../../shared/wire/api/account-bodies.ts'
import { JOIN } from '../navigation/route.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Choose } from '../parts/choose.tsx'
import { SPANS, untilOf, type Span } from '../words/link-spans.ts'
import { CAN, LINK_RIGHTS } from '../words/right-words.ts'
import { makeInvitation } from '../api/account-api.ts'
import { useForm } from '../parts/requests/use-form.ts'
import { fetchWorlds } from '../api/worlds-api.ts'

const RIGHTS = LINK_RIGHTS.map((value) => ({ value, label: CAN[value] }))
const NO_WORLD = { value: '', label: 'to no particular world' }

export function InviteForm({ onMade }: { readonly onMade: (link: string) => void }) {
  const [label, setLabel] = useState('')
  const [uses, setUses] = useState('1')
  const [span, setSpan] = useState<Span>('week')
  const [address, setAddress] = useState('')
  const [right, setRight] = useState<(typeof LINK_RIGHTS)[number]>('edit')
  const worlds = useOwnWorlds()
  const form = useForm({
    schema: NewInvitation,
    body: () => ({
      label,
      uses: Number(uses),
      until: untilOf(span, Date.now()),
      ...(address !== '' && { world: { address, right } }),
    }),
    send: async (body) => {
      const { secret } = await makeInvitation(body)
      onMade(`${location.origin}${JOIN}#${secret}`)
    },
  })
  const trouble = form.trouble('form') ?? form.trouble('world')
  return (
    <form className="stack" onSubmit={form.onSubmit} noValidate>
      <Field
        label="For whom"
        value={label}
        onText={setLabel}
        trouble={form.trouble('label')}
        maxLength={100}
        hint="A note for yourself. Admins see it too."
      />
      <Field
        label="How many people can use it"
        value={uses}
        onText={setUses}
        trouble={form.trouble('uses') === null ? null : 'A whole number from 1 to 1000.'}
        inputMode="numeric"
      />
      <Chosen label="How long it lasts">
        <Choose label="How long it lasts" value={span} options={SPANS} onChoose={setSpan} />
      </Chosen>
      {worlds.length > 0 && (
        <Chosen label="Where they arrive">
          <Choose
            label="Where they arrive"
            value={address}
            options={[NO_WORLD, ...worlds.map(optionOf)]}
            onChoose={setAddress}
          />
          {address !== '' && (
            <Choose label="What they can do there" value={right} options={RIGHTS} onChoose={setRight} />
          )}
        </Chosen>
      )}
      <Trouble text={trouble} />
      <div className="card-foot">
        <Button type="submit" look="main" aria-busy={form.isBusy}>
          Create link
        </Button>
      </div>
    </form>
  )
}

function Chosen({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="field">
      <span className="field-label" aria-hidden="true">
        {label}
      </span>
      <div className="invite-choices">{children}</div>
    </div>
  )
}

const optionOf = ({ title, address }: WorldSummary) => ({
  value: String(address),
  label: title.trim() === '' ? address : `${title} (${address})`,
})

/** Nobody can invite into a world of somebody else. */
function useOwnWorlds(): readonly WorldSummary[] {
  const [worlds, setWorlds] = useState<readonly WorldSummary[]>([])
  useEffect(() => {
    let isWanted = true
    fetchWorlds().then(
      (list) => isWanted && setWorlds(list.worlds.filter(({ right }) => right === 'own')),
      // Without the list one invites into no world.
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [])
  return worlds
}
