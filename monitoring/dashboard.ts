import {
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { METRICS } from '../src/metrics/names';
import { ROWS, type PanelSpec } from './panels';

/** Grafana's grid is 24 wide. */
const STAT = { width: 4, height: 4 };
const TIMESERIES = { width: 8, height: 8 };

/** Whichever Prometheus the viewer's Grafana has. */
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const SYSTEMS = `label_values(${METRICS.scheduleInterval}, system)`;

/** The dashboard as Grafana imports it. */
export function dashboardFile(): string {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Grafana 12 provisions the newer schema behind a switch only
  const builder = new DashboardBuilder('traede-erp-sync')
    .uid('traede-erp-sync')
    .description('From TRAEDE into the ERP: what was carried, what waits, and what stops it.')
    .tags(['traede-erp-sync'])
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .timezone('browser')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .withVariable(
      new QueryVariableBuilder('system')
        .label('System')
        .datasource(DATASOURCE)
        .query({ query: SYSTEMS, refId: 'systems' })
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .sort(VariableSort.AlphabeticalAsc)
        .multi(true)
        .includeAll(true)
        .allValue('.*')
        .current({ text: ['All'], value: ['$__all'], selected: true }),
    );
  for (const { title, panels } of ROWS) {
    builder.withRow(new RowBuilder(title));
    for (const panel of panels) builder.withPanel(toPanel(panel));
  }
  return `${JSON.stringify(builder.build(), null, 2)}\n`;
}

function toPanel(spec: PanelSpec): StatBuilder | TimeseriesBuilder {
  switch (spec.kind) {
    case 'stat':
      return toStat(spec);
    case 'timeseries':
      return toTimeseries(spec);
  }
}

function toStat({ title, description, query, unit = 'short', alarmFrom }: PanelSpec): StatBuilder {
  return new StatBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .span(STAT.width)
    .height(STAT.height)
    .unit(unit)
    .colorMode(alarmFrom === undefined ? BigValueColorMode.None : BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.Area)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(thresholds(alarmFrom))
    .withTarget(new DataqueryBuilder().refId('A').expr(query).datasource(DATASOURCE));
}

function toTimeseries({ title, description, query, legend, unit = 'short' }: PanelSpec): TimeseriesBuilder {
  const target = new DataqueryBuilder().refId('A').expr(query).datasource(DATASOURCE);
  return new TimeseriesBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .span(TIMESERIES.width)
    .height(TIMESERIES.height)
    .unit(unit)
    .min(0)
    .fillOpacity(8)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .withTarget(legend === undefined ? target : target.legendFormat(legend));
}

function thresholds(alarmFrom: number | undefined): ThresholdsConfigBuilder {
  const fine = { value: null, color: 'green' };
  const steps = alarmFrom === undefined ? [fine] : [fine, { value: alarmFrom, color: 'red' }];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}
