// One group: its members, the people that it waits for, and the actions. New slips take its place until they
// are printed, since their codes are told only once.
import { useCallback, useState } from 'react'
import type { GroupDetails, Slip } from '../../../shared/wire/api/group-bodies.ts'
import { Link } from '../../parts/route-link.tsx'
import { go } from '../../navigation/route.ts'
import { Button } from '../../parts/button.tsx'
import { Question } from '../../parts/dialog.tsx'
import { Answer, Section } from '../frame/admin-section.tsx'
import { pathOfSection } from '../../navigation/admin-sections.ts'
import { FORM_ASKS_MS, useRequest } from '../../parts/requests/use-request.ts'
import { fetchGroup, removeGroup, renameGroup } from '../../api/admin-groups-api.ts'
import { ListCard } from './list-card.tsx'
import { Members } from './group-members.tsx'
import { NameCard } from './name-card.tsx'
import { PendingPart } from './pending-members.tsx'
import { SlipSheet } from './slip-sheet.tsx'
import './groups.css'

export default function GroupSheet({ id }: { readonly id: string }) {
  const [asked, again] = useRequest(
    useCallback(() => fetchGroup(id), [id]),
    { everyMs: FORM_ASKS_MS },
  )
  return (
    <>
      <p className="group-back">
        <Link to={pathOfSection('groups')}>All groups</Link>
      </p>
      <Answer asked={asked} onAgain={again}>
        {(group) => <Sheet group={group} onChange={again} />}
      </Answer>
    </>
  )
}

type GroupQuestion = 'rename' | 'remove' | 'list' | null

interface GroupSheetProps {
  readonly group: GroupDetails
  readonly onChange: () => void
}

function Sheet({ group, onChange }: GroupSheetProps) {
  const [asking, setAsking] = useState<GroupQuestion>(null)
  const [slips, setSlips] = useState<readonly Slip[]>([])
  const close = (): void => setAsking(null)
  function made(next: readonly Slip[]): void {
    close()
    setSlips(next)
    onChange()
  }
  if (slips.length > 0) return <SlipSheet group={group.name} slips={slips} onDone={() => setSlips([])} />
  return (
    <Section
      title={group.name}
      ways={
        <div className="group-ways">
          <Button look="main" onClick={() => setAsking('list')}>
            Add from a list
          </Button>
          <Button onClick={() => setAsking('rename')}>Rename</Button>
          <Button onClick={() => setAsking('remove')}>Remove</Button>
        </div>
      }
    >
      <Members group={group} onChange={onChange} />
      <PendingPart group={group} onSlips={made} onChange={onChange} />
      {asking === 'list' && <ListCard group={group} onTaken={made} onClose={close} />}
      {asking === 'rename' && (
        <NameCard
          title="Rename the group"
          send="Rename"
          name={group.name}
          onClose={close}
          onName={async (body) => {
            await renameGroup(group.id, body)
            close()
            onChange()
          }}
        />
      )}
      <Question
        title={`Remove ${group.name}?`}
        text="What worlds let the group do ends at once for everyone in it, and slips that were not used stop working. Accounts and what people wrote stay. The group cannot be brought back."
        yes="Remove"
        open={asking === 'remove'}
        onClose={close}
        onYes={async () => {
          await removeGroup(group.id)
          go(pathOfSection('groups'))
        }}
      />
    </Section>
  )
}
