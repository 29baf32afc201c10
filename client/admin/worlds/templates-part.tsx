// Which templates a new world can begin as: those that come with the node, and worlds that people offer.
import type { AdminTemplate } from '../../../shared/wire/api/template-bodies.ts'
import { changeTemplate, fetchTemplates } from '../../api/admin-api.ts'
import { Button } from '../../parts/button.tsx'
import { MiniaturePicture } from '../../parts/miniature.tsx'
import { useServerAction } from '../../parts/requests/use-action.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { Answer, Section } from '../frame/admin-section.tsx'
import { Table, type Column } from '../frame/admin-table.tsx'
import './templates-part.css'

const COLUMNS: readonly Column<AdminTemplate>[] = [
  {
    title: 'Template',
    cell: ({ title, miniature }) => (
      <span className="admin-template">
        <MiniaturePicture miniature={miniature} />
        <span className="admin-name">{title}</span>
      </span>
    ),
  },
  { title: 'From', cell: ({ by }) => by ?? 'this node' },
  { title: 'Shown', cell: ({ isShown }) => (isShown ? 'yes' : 'no') },
]

export default function TemplatesPart() {
  const [asked, again] = useRequest(fetchTemplates)
  const act = useServerAction(again)
  return (
    <Section
      title="Templates"
      text="Worlds that a new world can begin as. A world that somebody offers is shown once you say so. Whoever begins as it gets it as you see it here, whatever is written in it later, and decides whether its programs run."
    >
      <Answer asked={asked} onAgain={again}>
        {({ templates }) => (
          <Table
            label="Templates"
            columns={COLUMNS}
            lines={templates}
            keyOf={({ name }) => name}
            renderWays={({ name, title, isShown }) => (
              <Button
                aria-label={`${isShown ? 'Hide' : 'Show'} ${title}`}
                onClick={() =>
                  act(changeTemplate(name, { isShown: !isShown }), isShown ? 'It is hidden.' : 'It is shown.')
                }
              >
                {isShown ? 'Hide' : 'Show'}
              </Button>
            )}
          />
        )}
      </Answer>
    </Section>
  )
}
