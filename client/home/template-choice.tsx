// What a new world begins as: a blank page, or one of the templates of this node.
import { useEffect, useState } from 'react'
import type { Template } from '../../shared/wire/api/template-bodies.ts'
import type { Miniature } from '../../shared/world/glance/miniature.ts'
import { fetchTemplates } from '../api/worlds-api.ts'
import { MiniaturePicture } from '../parts/miniature.tsx'
import './template-choice.css'

/**
 * As many templates as come with a node: their room is kept, so that the button below stays under the pointer
 * when they arrive.
 */
const AWAITED = Array.from({ length: 6 }, (_, at) => at)

interface TemplateChoiceProps {
  /** Null: blank. */
  readonly chosen: Template | null
  readonly onChoose: (template: Template | null) => void
}

export function TemplateChoice({ chosen, onChoose }: TemplateChoiceProps) {
  const [templates, setTemplates] = useState<readonly Template[] | 'awaited' | 'away'>('awaited')
  useEffect(() => {
    fetchTemplates().then(
      (list) => setTemplates(list.templates),
      () => setTemplates('away'),
    )
  }, [])
  return (
    <fieldset className="templates">
      <legend className="field-label">Begin with</legend>
      <div className="template-grid">
        <TemplateCard
          title="Blank"
          summary="An empty page, and all the room there is."
          miniature={null}
          checked={chosen === null}
          onChoose={() => onChoose(null)}
        />
        {templates === 'awaited' &&
          AWAITED.map((at) => (
            <span key={at} className="template" aria-hidden="true">
              <MiniaturePicture miniature={null} />
              <span className="template-title">&nbsp;</span>
              <span className="template-words" />
            </span>
          ))}
        {typeof templates !== 'string' &&
          templates.map((template) => (
            <TemplateCard
              key={template.name}
              {...template}
              checked={chosen?.name === template.name}
              onChoose={() => onChoose(template)}
            />
          ))}
      </div>
      {templates === 'away' && (
        <p className="template-words">The templates cannot be shown now. A blank page works all the same.</p>
      )}
    </fieldset>
  )
}

interface TemplateCardProps extends Pick<Template, 'title' | 'summary'> {
  /** Who offers it; null: it comes with the node. */
  readonly by?: string | null
  readonly miniature: Miniature | null
  readonly checked: boolean
  readonly onChoose: () => void
}

function TemplateCard({ title, summary, by = null, miniature, checked, onChoose }: TemplateCardProps) {
  return (
    <label className="template">
      <input type="radio" name="template" className="template-radio" checked={checked} onChange={onChoose} />
      <MiniaturePicture miniature={miniature} />
      <span className="template-title">{title}</span>
      {by !== null && <span className="template-words">offered by {by}</span>}
      <span className="template-words">{summary}</span>
    </label>
  )
}
