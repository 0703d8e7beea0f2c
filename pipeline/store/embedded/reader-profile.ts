/**
 * What a user may set who only reads, Grafana's too: less time than the limit, never more, a name for the query, how
 * Arrow comes, and filters that leave out rows.
 */
export const READER_PROFILE = `<reader>
      <readonly>1</readonly>
      <max_execution_time>60</max_execution_time>
      <do_not_merge_across_partitions_select_final>1</do_not_merge_across_partitions_select_final>
      <output_format_json_quote_64bit_integers>0</output_format_json_quote_64bit_integers>
      <constraints>
        <max_execution_time><min>1</min><max>60</max><changeable_in_readonly/></max_execution_time>
        <log_comment><changeable_in_readonly/></log_comment>
        <additional_table_filters><changeable_in_readonly/></additional_table_filters>
        <output_format_arrow_compression_method><changeable_in_readonly/></output_format_arrow_compression_method>
        <output_format_arrow_string_as_string><changeable_in_readonly/></output_format_arrow_string_as_string>
      </constraints>
    </reader>`;

/** What that user may read: our tables, and for `doctor` how full the disks are. */
export const READER_GRANTS = [
  "GRANT SELECT ON tidemark.*",
  "GRANT dictGet ON tidemark.*",
  "GRANT SELECT(path, unreserved_space, total_space) ON system.disks",
] as const;
