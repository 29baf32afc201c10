// The process that replays histories.
import { serve } from '../../workers/process-jobs.ts'
import { ReplayedDocuments } from './replayed-documents.ts'
import { createHistoryJobs } from './history-jobs.ts'

serve(createHistoryJobs(new ReplayedDocuments(() => process.memoryUsage.rss())))
