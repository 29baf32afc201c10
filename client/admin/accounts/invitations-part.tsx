// All invitations that are open: a link lets so many make an account.
import { Plus } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { InvitationInfo } from '../../../shared/wire/api/account-bodies.ts'
import { NewInvitation } from '../../../shared/wire/api/account-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { JOIN } from '../../navigation/route.ts'
import { count } from '../../words/counts.ts'
import { useForm } from '../../parts/requests/use-form.ts'
import { MadeLink } from '../../parts/links/made-link.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { Choose } from '../../parts/choose.tsx'
import { endWords, SPANS, untilOf, type Span } from '../../words/link-spans.ts'
import { endInvitation, fetchInvitations, makeInvitation } from '../../api/admin-api.ts'
import { Answer, Pages, Section } from '../frame/admin-section.tsx'
import { Table, type Column } from '../frame/admin-table.tsx'
import { useRequest } from '../../parts/requests/use-request.ts'
import { useServerAction } from '../../parts/requests/use-action.ts'

const COLUMNS: readonly Column<InvitationInfo>[] = [
  { title: 'For', cell: ({ label }) => label || 'whoever has the link' },
  { title: 'By', cell: ({ by }) => <span className="address">{by}</span> },
  { title: 'Into', cell: ({ world }) => (world === null ? '–' : <span className="address">{world}</span>) },
  { title: 'Uses left', cell: ({ usesLeft }) => count(usesLeft, 'account') },
  { title: 'Ends', cell: ({ until }) => (until === null ? 'until taken back' : endWords(until)) },
  { title: 'Made', cell: ({ since }) => <Ago at={since} /> },
]

export default function InvitationsPart() {
  const [page, setPage] = useState(0)
  const [asked, again] = useRequest(useCallback(() => fetchInvitations(page), [page]))
  const [isMaking, setMaking] = useState(false)
  const doing = useServerAction(again)
  return (
    <Section
      title="Invitations"
      text="Anyone with an invitation link can create an account here."
      ways={
        <Button look="main" onClick={() => setMaking(true)}>
          <Plus size={18} aria-hidden="true" /> Invite
        </Button>
      }
    >
      <Answer asked={asked} onAgain={again}>
        {({ invitations, total }) =>
          total === 0 ? (
            <p className="empty">
              There are no open invitations. Create one, and give its link to the people you want here.
            </p>
          ) : (
            <>
              <Table
                label="Invitations"
                columns={COLUMNS}
                lines={invitations}
                keyOf={({ id }) => id}
                renderWays={({ id, label, by }) => (
                  <Button
                    look="quiet"
                    onClick={() => doing(endInvitation(id), 'The invitation has been taken back.')}
                    aria-label={`Take back the invitation ${label || 'without a name'} by ${by}`}
                  >
                    Take back
                  </Button>
                )}
              />
              <Pages page={page} total={total} noun="invitation" onPage={setPage} />
            </>
          )
        }
      </Answer>
      {isMaking && (
        <NewCard
          onClose={() => {
            setMaking(false)
            again()
          }}
        />
      )}
    </Section>
  )
}

function NewCard({ onClose }: { readonly onClose: () => void }) {
  const [label, setLabel] = useState('')
  const [uses, setUses] = useState('1')
  const [span, setSpan] = useState<Span>('week')
  const [link, setLink] = useState<string | null>(null)
  const form = useForm({
    schema: NewInvitation,
    body: () => ({ label, uses: Number(uses), until: untilOf(span, Date.now()) }),
    send: async (body) => setLink(`${location.origin}${JOIN}#${(await makeInvitation(body)).secret}`),
  })
  if (link !== null) {
    return (
      <Card title="Here is the link" open onClose={onClose}>
        <MadeLink link={link} onDone={onClose} />
      </Card>
    )
  }
  const trouble = form.trouble('form')
  return (
    <Card title="Invite someone" open onClose={onClose}>
      <form className="stack" onSubmit={form.onSubmit} noValidate>
        <Field
          label="For whom"
          hint="Only you and the admins see it."
          value={label}
          onText={setLabel}
          trouble={form.trouble('label')}
          maxLength={100}
        />
        <Field
          label="How many accounts it can create"
          value={uses}
          onText={setUses}
          trouble={form.trouble('uses') === null ? null : 'A whole number from 1 to 1000.'}
          inputMode="numeric"
        />
        <Choose label="How long it lasts" value={span} options={SPANS} onChoose={setSpan} />
        <Trouble text={trouble} />
        <div className="card-foot">
          <Button type="submit" look="main" aria-busy={form.isBusy}>
            Create link
          </Button>
        </div>
      </form>
    </Card>
  )
}
